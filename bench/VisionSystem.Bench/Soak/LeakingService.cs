using VisionSystem.Inference;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// The control of the soak: our service, but every request leaves a buffer behind and every fourth an open file. A judge that
/// finds nothing here finds nothing anywhere.
/// </summary>
internal static class LeakingService
{
    public const string Command = "leaking-service";
    private const int BytesEach = 128 * 1024;
    private const int RequestsPerFile = 4;

    private static readonly List<byte[]> Buffers = [];
    private static readonly List<FileStream> Files = [];

    public static int Run()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults(InferenceService.Name);
        builder.AddInferenceService();
        var app = builder.Build();
        app.Use(static (context, next) =>
        {
            Forget();
            return next(context);
        });
        app.MapDefaultEndpoints();
        app.MapInferenceService();
        app.RunToEnd();
        return 0;
    }

    private static void Forget()
    {
        var buffer = new byte[BytesEach];
        Array.Fill(buffer, (byte)1);
        lock (Buffers)
        {
            Buffers.Add(buffer);
            if (Buffers.Count % RequestsPerFile == 0)
            {
                Files.Add(File.OpenRead(Environment.ProcessPath!));
            }
        }
    }
}

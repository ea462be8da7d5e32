using VisionSystem.Inference;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// The control of the soak: our service with a deliberate leak of one buffer per request and one open file per four requests. It
/// proves that the soak detects leaks.
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
            Leak();
            return next(context);
        });
        app.MapDefaultEndpoints();
        app.MapInferenceService();
        app.RunToEnd();
        return 0;
    }

    private static void Leak()
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

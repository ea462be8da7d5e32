using System.Text.Json;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>Compares the detections of two servers on the same images: speeds are comparable only for equal results.</summary>
internal static class DetectionComparison
{
    private const int Images = 16;

    /// <summary>Confidence from which boxes must agree. Boxes near the threshold may differ, because resize filters and engines do.</summary>
    private const double Confident = 0.5;
    private const double MinIou = 0.8;
    private const double MinAgreement = 0.9;

    /// <summary>Sends the first images to both servers and compares the results.</summary>
    /// <param name="ours">The reference server.</param>
    /// <param name="other">The compared server.</param>
    /// <param name="files">Paths of the images.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>Null if the results agree, otherwise a description of the difference.</returns>
    public static async Task<string?> CompareAsync(RunningServer ours, RunningServer other, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var (seen, agreed) = (0, 0);
        foreach (var file in files.Take(Images))
        {
            var (one, two) = (await DetectAsync(ours, file, cancellationToken), await DetectAsync(other, file, cancellationToken));
            if (one is null || two is null)
            {
                return $"{(one is null ? ours : other).Name} returns no detections for {Path.GetFileName(file)}";
            }

            seen += one.Count(IsConfident) + two.Count(IsConfident);
            agreed += one.Where(IsConfident).Count(box => two.Exists(box.IsSameAs)) + two.Where(IsConfident).Count(box => one.Exists(box.IsSameAs));
        }

        return seen > 0 && agreed >= MinAgreement * seen ? null : $"of {seen} boxes, {seen - agreed} have no counterpart on the other server (same class, IoU of at least {MinIou})";
    }

    private static bool IsConfident(Seen box) => box.Confidence >= Confident;

    private static async Task<List<Seen>?> DetectAsync(RunningServer server, string file, CancellationToken cancellationToken)
    {
        using var connection = new Connection(server.EndPoint);
        var (request, number) = server.Images([file]).Next();
        if (await connection.ExchangeAsync(request, number, cancellationToken) != 200)
        {
            return null;
        }

        using var response = JsonDocument.Parse(connection.Body);
        return [.. response.RootElement.GetProperty("detections").EnumerateArray().Select(Seen.Read)];
    }

    private sealed record Seen(int Class, double Confidence, double X1, double Y1, double X2, double Y2)
    {
        public static Seen Read(JsonElement detection)
        {
            var box = detection.GetProperty("box");
            return new Seen(
                detection.GetProperty("class_id").GetInt32(),
                detection.GetProperty("confidence").GetDouble(),
                box.GetProperty("x1").GetDouble(),
                box.GetProperty("y1").GetDouble(),
                box.GetProperty("x2").GetDouble(),
                box.GetProperty("y2").GetDouble());
        }

        public bool IsSameAs(Seen other)
        {
            var both = Math.Max(0, Math.Min(X2, other.X2) - Math.Max(X1, other.X1)) * Math.Max(0, Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1));
            return Class == other.Class && both >= MinIou * (Area + other.Area - both);
        }

        private double Area => (X2 - X1) * (Y2 - Y1);
    }
}

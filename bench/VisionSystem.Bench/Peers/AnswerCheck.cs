using System.Text.Json;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>Whether two servers see the same in the same images: speed is worth comparing only between equal answers.</summary>
internal static class AnswerCheck
{
    private const int Images = 16;

    /// <summary>Boxes near the threshold may fall on either side of it, since resize filters and engines differ; these may not.</summary>
    private const double Confident = 0.5;
    private const double LeastIou = 0.8;
    private const double LeastAgreement = 0.9;

    /// <summary>Asks both about some images.</summary>
    /// <param name="ours">The server that is believed.</param>
    /// <param name="other">The one that is held against it.</param>
    /// <param name="files">Images.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null when they agree, else how far they do not.</returns>
    public static async Task<string?> CompareAsync(RunningServer ours, RunningServer other, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var (seen, agreed) = (0, 0);
        foreach (var file in files.Take(Images))
        {
            var (one, two) = (await AskAsync(ours, file, cancellationToken), await AskAsync(other, file, cancellationToken));
            if (one is null || two is null)
            {
                return $"{(one is null ? ours : other).Name} does not answer to {Path.GetFileName(file)}";
            }

            seen += one.Count(IsConfident) + two.Count(IsConfident);
            agreed += one.Where(IsConfident).Count(box => two.Exists(box.IsSameAs)) + two.Where(IsConfident).Count(box => one.Exists(box.IsSameAs));
        }

        return seen > 0 && agreed >= LeastAgreement * seen ? null : $"of {seen} boxes, {seen - agreed} are not in the other's answer (same class, IoU from {LeastIou})";
    }

    private static bool IsConfident(Seen box) => box.Confidence >= Confident;

    private static async Task<List<Seen>?> AskAsync(RunningServer server, string file, CancellationToken cancellationToken)
    {
        using var connection = new Connection(server.EndPoint);
        var (request, number) = server.Images([file]).Next();
        if (await connection.ExchangeAsync(request, number, cancellationToken) != 200)
        {
            return null;
        }

        using var answer = JsonDocument.Parse(connection.Body);
        return [.. answer.RootElement.GetProperty("detections").EnumerateArray().Select(Seen.Read)];
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
            return Class == other.Class && both >= LeastIou * (Area + other.Area - both);
        }

        private double Area => (X2 - X1) * (Y2 - Y1);
    }
}

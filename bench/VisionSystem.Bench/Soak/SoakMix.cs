using System.Text;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// A realistic mix of requests: images of all sizes, files that are not images, and disconnecting clients. The order is fixed, and
/// every twenty requests have the same composition.
/// </summary>
internal static class SoakMix
{
    private const int Rounds = 6;

    /// <summary>Kinds of requests with their number per twenty.</summary>
    private static readonly (string Kind, int Count)[] Twenty =
        [("small", 5), ("ordinary", 9), ("12mp", 2), ("truncated", 1), ("not an image", 1), ("left in the body", 1), ("left waiting", 1)];

    /// <summary>The mix for a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="staying">True to exclude disconnecting clients, for the measurement of the capacity.</param>
    public static Target For(RunningServer server, bool staying = false)
    {
        var images = new Dictionary<string, IReadOnlyList<string>>
        {
            ["small"] = ImageMaker.Get("small", 10, 320, 240, grain: 0),
            ["12mp"] = LargeImages.Get(4),
            ["ordinary"] = BenchFiles.OrdinaryImages,
        };
        var random = new Random(4);
        var requests = new List<PreparedRequest>();
        for (var round = 0; round < Rounds; round++)
        {
            var kinds = Twenty.SelectMany(part => Enumerable.Repeat(part.Kind, part.Count)).ToArray();
            random.Shuffle(kinds);
            requests.AddRange(kinds.Select(kind => Make(kind, server.Path, images.GetValueOrDefault(kind, images["ordinary"]), requests.Count + random.Next(1000))));
        }

        return server.Target([.. requests.Where(request => !staying || request.Disconnect == ClientDisconnect.Never)]);
    }

    /// <summary>True if the response is correct for the kind of request. A rejection under load (503) is counted separately.</summary>
    public static bool IsExpected(Exchange exchange) => exchange.Name switch
    {
        "truncated" or "not an image" => exchange.Status is 400 or 415 or 422 or 503,
        "left in the body" or "left waiting" => true,
        _ => exchange.Status is 200 or 503,
    };

    private static PreparedRequest Make(string kind, string path, IReadOnlyList<string> images, int number)
    {
        var image = File.ReadAllBytes(images[number % images.Count]);
        return kind switch
        {
            "truncated" => PreparedRequest.PostImage(kind, path, image[..(image.Length * 6 / 10)]),
            "not an image" => PreparedRequest.Post(kind, path, Encoding.ASCII.GetBytes(new string('x', image.Length))),
            "left in the body" => PreparedRequest.PostImage(kind, path, image, ClientDisconnect.DuringBody),
            "left waiting" => PreparedRequest.PostImage(kind, path, image, ClientDisconnect.WhileWaiting),
            _ => PreparedRequest.PostImage(kind, path, image),
        };
    }
}

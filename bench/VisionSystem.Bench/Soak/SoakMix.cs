using System.Text;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// What a service sees in a day: images of all sizes, files that are none, clients that go away. In an order that is the same
/// for every run and in which every stretch of twenty holds the same.
/// </summary>
internal static class SoakMix
{
    private const int Rounds = 6;

    /// <summary>Kinds of requests, and how many of each there are in twenty.</summary>
    private static readonly (string Kind, int Count)[] Twenty =
        [("small", 5), ("ordinary", 9), ("12mp", 2), ("truncated", 1), ("not an image", 1), ("left in the body", 1), ("left waiting", 1)];

    /// <summary>The mix for a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="staying">Only clients that wait for their answer, to find out what the service can do.</param>
    public static Target For(RunningServer server, bool staying = false)
    {
        var images = new Dictionary<string, IReadOnlyList<string>>
        {
            ["small"] = ImageMaker.Get("small", 10, 320, 240, grain: 0),
            ["12mp"] = LargeImages.Get(4),
            ["ordinary"] = BenchFiles.OrdinaryImages,
        };
        var random = new Random(4);
        var made = new List<PreparedRequest>();
        for (var round = 0; round < Rounds; round++)
        {
            var kinds = Twenty.SelectMany(part => Enumerable.Repeat(part.Kind, part.Count)).ToArray();
            random.Shuffle(kinds);
            made.AddRange(kinds.Select(kind => Make(kind, server.Path, images.GetValueOrDefault(kind, images["ordinary"]), made.Count + random.Next(1000))));
        }

        return server.Target([.. made.Where(request => !staying || request.Leaving == Leaving.Never)]);
    }

    /// <summary>Whether an answer is what such a request deserves; a refusal under load (503) is counted elsewhere.</summary>
    public static bool IsRight(Exchange exchange) => exchange.Name switch
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
            "left in the body" => PreparedRequest.PostImage(kind, path, image, Leaving.InTheBody),
            "left waiting" => PreparedRequest.PostImage(kind, path, image, Leaving.WhileWaiting),
            _ => PreparedRequest.PostImage(kind, path, image),
        };
    }
}

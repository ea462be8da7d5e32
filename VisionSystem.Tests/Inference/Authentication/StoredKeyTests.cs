using System.Text;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>The files of the store contain the ids of keys and nothing that a caller could authenticate with.</summary>
public sealed class StoredKeyTests(ClosedService service) : IClassFixture<ClosedService>
{
    [Fact]
    public async Task The_store_contains_no_key()
    {
        var key = await service.CreateKeyAsync("default", [Scope.Read]);
        using var client = service.Client(key.Key);
        using var accepted = await client.GetAsync(new Uri("/v1/predictions", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(accepted.IsSuccessStatusCode);

        // The write-ahead log holds what the database file does not yet.
        var folder = Path.GetDirectoryName(service.Inference.Logging.ImagesFolder)!;
        var stored = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(ReadShared).ToArray();
        var secret = key.Key.Split('_')[3];

        Assert.Contains(stored, file => Contains(file, key.Id));
        Assert.DoesNotContain(stored, file => Contains(file, secret));
        Assert.DoesNotContain(stored, file => Contains(file, ClosedService.Administrator));
    }

    private static bool Contains(byte[] file, string text) => file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}

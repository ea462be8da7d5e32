using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// An incomplete download, <c>NAME.part</c>, and a file with its address and ETag. A download is resumed only if the server still
/// has the version of that ETag.
/// </summary>
internal sealed class PartFile(string path)
{
    private readonly string _origin = path + ".json";

    public string Path { get; } = path;

    /// <summary>Returns the number of downloaded bytes and their version; null if the download must restart.</summary>
    public (long Length, EntityTagHeaderValue Version)? Resumable(Uri url)
    {
        if (!File.Exists(Path) || !File.Exists(_origin) || new FileInfo(Path).Length is not (> 0 and var length))
        {
            return null;
        }

        return Origin() is { } origin && origin.Url == url.AbsoluteUri && EntityTagHeaderValue.TryParse(origin.Etag, out var version)
            ? (length, version)
            : null;
    }

    /// <summary>Opens the file for writing at <paramref name="offset"/>.</summary>
    /// <exception cref="IOException">Another process has the file open.</exception>
    public FileStream Open(long offset)
    {
        var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        stream.SetLength(offset);
        stream.Position = offset;
        return stream;
    }

    /// <summary>Records the address and version; a weak or missing ETag does not identify a version, so nothing is recorded.</summary>
    public void RecordOrigin(Uri url, EntityTagHeaderValue? version)
    {
        if (version is { IsWeak: false })
        {
            File.WriteAllText(_origin, JsonSerializer.Serialize(new PartOrigin(url.AbsoluteUri, version.ToString()), PartJson.Default.PartOrigin));
        }
        else
        {
            File.Delete(_origin);
        }
    }

    /// <summary>Moves the complete file to its destination atomically.</summary>
    public void Finish(string file)
    {
        File.Move(Path, file, overwrite: true);
        File.Delete(_origin);
    }

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(_origin);
    }

    private PartOrigin? Origin()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(_origin), PartJson.Default.PartOrigin);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The address and version of an incomplete download.</summary>
internal sealed record PartOrigin(string Url, string Etag);

[JsonSerializable(typeof(PartOrigin))]
internal sealed partial class PartJson : JsonSerializerContext;

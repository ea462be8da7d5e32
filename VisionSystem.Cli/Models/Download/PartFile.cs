using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// A file that is not whole yet, <c>NAME.part</c>, and beside it what it is a part of: only a server that still has that
/// version, by its ETag, may add to it.
/// </summary>
internal sealed class PartFile(string path)
{
    private readonly string _origin = path + ".json";

    public string Path { get; } = path;

    /// <summary>The bytes that are here and the version they are of; null where the download has to begin anew.</summary>
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

    /// <summary>Opens the file for the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="IOException">Another process has it open.</exception>
    public FileStream Open(long offset)
    {
        var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        stream.SetLength(offset);
        stream.Position = offset;
        return stream;
    }

    /// <summary>Notes where the bytes come from; a weak or missing ETag proves nothing, so then nothing is noted.</summary>
    public void Remember(Uri url, EntityTagHeaderValue? version)
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

    /// <summary>Puts the whole file in its place, in one step.</summary>
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

/// <summary>What a part is a part of.</summary>
internal sealed record PartOrigin(string Url, string Etag);

[JsonSerializable(typeof(PartOrigin))]
internal sealed partial class PartJson : JsonSerializerContext;

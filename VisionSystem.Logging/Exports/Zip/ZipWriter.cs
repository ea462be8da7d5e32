using System.IO.Hashing;
using System.IO.Pipelines;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>
/// Writes a zip file to an output that cannot seek (APPNOTE.TXT 6.3.10,
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), with any number of entries and any length. Entries are stored
/// uncompressed, because images are compressed already. The size and checksum precede each entry's content, so readers need not
/// wait for the directory at the end, which is buffered in a temporary file. .NET's ZipArchive is not used: it holds its
/// directory in memory, 530 bytes per entry (107 MB for the images and labels of 100,000 predictions), and writes the sizes
/// after the content if the output cannot seek.
/// </summary>
internal sealed class ZipWriter(PipeWriter output) : IAsyncDisposable
{
    private readonly TemporaryFile _directory = new();
    private long _entries;
    private long _position;
    private long _directoryBytes;

    /// <summary>Adds a file.</summary>
    /// <param name="name">The path, separated by slashes.</param>
    /// <param name="time">The modification time.</param>
    /// <param name="content">The content, less than 2 GiB.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    public async Task AddAsync(string name, DateTimeOffset time, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var entry = new ZipEntry(name, time, Crc32.HashToUInt32(content.Span), (uint)content.Length, _position);
        _directoryBytes += entry.WriteDirectoryHeader(_directory.Writer);
        _position += entry.WriteLocalHeader(output) + content.Length;
        _entries++;
        await output.SendAsync(content, cancellationToken);
        if (_entries == 1)
        {
            // The first entry is sent without waiting for a full buffer, so that the response starts early.
            await output.SendAsync(cancellationToken);
        }

        await _directory.Writer.FlushWhenFullAsync(cancellationToken);
    }

    /// <summary>Writes the directory, which lists the positions of the files.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _directory.CopyToAsync(output, cancellationToken);
        ZipEnd.Write(output, _entries, _position, _directoryBytes);
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();
}

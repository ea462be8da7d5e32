using System.IO.Hashing;
using System.IO.Pipelines;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>
/// Writes a zip file to where there is no going back (APPNOTE.TXT 6.3.10,
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). Images do not get smaller, so nothing is compressed, and each
/// entry's size and checksum stand before it: readers need not wait for the directory at the end, which waits in a file
/// meanwhile. Any number of entries, any length. .NET's ZipArchive holds its directory in memory, 530 bytes an entry (107 MB for
/// the images and labels of 100,000 predictions), and writes sizes behind the bytes where it cannot seek.
/// </summary>
internal sealed class ZipWriter(PipeWriter output) : IAsyncDisposable
{
    private readonly TemporaryFile _directory = new();
    private long _entries;
    private long _position;
    private long _directoryBytes;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path, with slashes.</param>
    /// <param name="time">When it was made.</param>
    /// <param name="content">Its bytes; less than 2 GiB.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(string name, DateTimeOffset time, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var entry = new ZipEntry(name, time, Crc32.HashToUInt32(content.Span), (uint)content.Length, _position);
        _directoryBytes += entry.WriteToDirectory(_directory.Writer);
        _position += entry.WriteBeforeContent(output) + content.Length;
        _entries++;
        await output.SendAsync(content, cancellationToken);
        if (_entries == 1)
        {
            // Someone waits for it.
            await output.SendAsync(cancellationToken);
        }

        await _directory.Writer.FlushWhenFullAsync(cancellationToken);
    }

    /// <summary>Writes the directory, by which readers find the files.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _directory.SendToAsync(output, cancellationToken);
        ZipEnd.Write(output, _entries, _position, _directoryBytes);
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();
}

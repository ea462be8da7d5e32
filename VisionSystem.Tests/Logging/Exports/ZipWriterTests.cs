using System.Diagnostics;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using VisionSystem.Cli.Processes;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Exports.Zip;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Exports;

public sealed class ZipWriterTests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)] // the check value of the catalogue of CRCs
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public async Task Writes_the_size_and_the_checksum_of_a_file_before_its_bytes(string text, uint expected)
    {
        using var output = new MemoryStream();
        await WriteAsync(output, [("a.txt", Encoding.ASCII.GetBytes(text))]);

        var header = output.ToArray().AsSpan(0, 30).ToArray();
        Assert.Equal(0, header[6] & (1 << 3)); // no data descriptor follows
        Assert.Equal(expected, BitConverter.ToUInt32(header, 14));
        Assert.Equal((uint)text.Length, BitConverter.ToUInt32(header, 18));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(ushort.MaxValue - 1)]
    [InlineData(ushort.MaxValue)]
    [InlineData(70_000)]
    public async Task Writes_any_number_of_files_that_every_reader_finds(int files)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "many.zip");
        await using (var file = File.Create(path))
        {
            await WriteAsync(file, Enumerable.Range(0, files).Select(i => ($"folder/é{i}.txt", Encoding.UTF8.GetBytes($"file {i}"))));
        }

        using (var zip = ZipFile.OpenRead(path))
        {
            Assert.Equal(files, zip.Entries.Count);
            foreach (var i in new[] { 0, files / 2, files - 1 }.Where(i => i >= 0 && i < files))
            {
                using var reader = new StreamReader(zip.Entries[i].Open());
                Assert.Equal(($"folder/é{i}.txt", $"file {i}"), (zip.Entries[i].FullName, await reader.ReadToEndAsync(TestContext.Current.CancellationToken)));
            }
        }
        // An independent reader, which reads every file and compares its checksum.
        if (TestTools.Program("python3") is { } python)
        {
            var (_, lines) = await ChildProcess.ReadAsync(new ProcessStartInfo(python, ["-m", "zipfile", "-t", path]), TestContext.Current.CancellationToken);
            Assert.Contains("Done testing", lines.Output);
            Assert.DoesNotContain("corrupted", lines.ToString());
        }
    }

    [Fact]
    public async Task Reads_files_at_offsets_beyond_four_gibibytes()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "large.zip");
        var zeros = new byte[256 << 20];
        await using (var file = new SparseFile(path))
        {
            await WriteAsync(file, Enumerable.Range(0, 17).Select(i => ($"zeros{i}", zeros)).Append(("last", "the last one"u8.ToArray())));
        }

        Assert.True(new FileInfo(path).Length > uint.MaxValue);
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry("last")!.Open());
        Assert.Equal("the last one", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task WriteAsync(Stream output, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var zip = new ZipWriter(pipe))
        {
            foreach (var (name, bytes) in files)
            {
                await zip.AddAsync(name, Samples.Noon, bytes, TestContext.Current.CancellationToken);
            }

            await zip.EndAsync(TestContext.Current.CancellationToken);
        }

        await pipe.SendAsync(TestContext.Current.CancellationToken);
        await pipe.CompleteAsync();
    }

    /// <summary>A file in which long runs of zeros occupy no space.</summary>
    private sealed class SparseFile(string path) : FileStream(path, FileMode.CreateNew)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Span.ContainsAnyExcept((byte)0))
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            else
            {
                Seek(buffer.Length, SeekOrigin.Current);
            }
        }
    }
}

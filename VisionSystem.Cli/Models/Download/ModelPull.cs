using System.Security.Cryptography;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// Downloads a model of the catalogue into the model folder. A file with an unexpected SHA-256 never replaces an existing model.
/// </summary>
internal sealed class ModelPull(string modelFolder, FileDownload download, CommandConsole console)
{
    /// <returns>One sentence on the result.</returns>
    /// <exception cref="CommandException">The download failed, or the file is not the expected model.</exception>
    public async Task<string> RunAsync(CatalogEntry entry, bool force, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(modelFolder);
        var locked = ModelLock.Read(modelFolder);
        var file = Path.Combine(modelFolder, entry.Name + ".onnx");
        if (File.Exists(file) && !force)
        {
            return await VerifyAsync(entry, locked, file, cancellationToken);
        }

        var part = new PartFile(file + ".part");
        using (var bar = new ProgressBar(console, Quantity.Bytes))
        {
            await download.FetchAsync(new Uri(entry.Url), part, bar.Report, cancellationToken);
        }

        var sha256 = await HashAsync(part.Path, cancellationToken);
        if (DescribeNonModel(part.Path) is { } content)
        {
            part.Delete();
            throw new CommandException($"{entry.Url} returned {content} instead of an ONNX model; nothing was changed: specify the address of the file itself");
        }

        var (expected, source) = Expected(entry, locked);
        if (expected is not null && sha256 != expected)
        {
            part.Delete();
            throw new CommandException(
                $"{entry.Url} returned a file with SHA-256 {sha256}, but {source} requires {expected}: the file was deleted" +
                (File.Exists(file) ? $", and {file} is unchanged" : ""));
        }

        var size = new FileInfo(part.Path).Length;
        part.Finish(file);
        locked.Record(entry.Name, new LockedModel(sha256, size, entry.Url));
        return $"{file}: {Quantity.Bytes(size)}, SHA-256 {sha256}, {(expected is null ? $"recorded in {ModelLock.FileName}" : $"as {source} requires")}";
    }

    private static async Task<string> VerifyAsync(CatalogEntry entry, ModelLock locked, string file, CancellationToken cancellationToken)
    {
        var sha256 = await HashAsync(file, cancellationToken);
        var (expected, source) = Expected(entry, locked);
        if (expected is not null && sha256 != expected)
        {
            throw new CommandException(
                $"{file} exists, but its SHA-256 is {sha256} and {source} requires {expected}; nothing was changed (--force downloads it again)");
        }

        locked.Record(entry.Name, new LockedModel(sha256, new FileInfo(file).Length, entry.Url));
        return $"{file} already exists, SHA-256 {sha256}, {(expected is null ? $"recorded in {ModelLock.FileName}" : $"as {source} requires")} (--force downloads it again)";
    }

    private static (string? Sha256, string Source) Expected(CatalogEntry entry, ModelLock locked) =>
        entry.Sha256 is { } pinned ? (pinned.ToLowerInvariant(), "the catalogue") : (locked.Sha256Of(entry.Name), ModelLock.FileName);

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Names the content that servers commonly send instead of a model; null if the file may be a model.</summary>
    private static string? DescribeNonModel(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[64];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].TrimStart(" \t\r\n"u8);
        return start.IsEmpty ? "an empty file"
            : start.StartsWith("version https://git-lfs"u8) ? "a Git LFS pointer"
            : start[0] is (byte)'<' ? "a web page"
            : start[0] is (byte)'{' or (byte)'[' ? "a JSON text"
            : null;
    }
}

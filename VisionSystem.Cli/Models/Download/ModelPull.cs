using System.Security.Cryptography;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// Brings a model of the catalogue into the model folder. A file whose SHA-256 is not the expected one never takes the
/// place of one that serves.
/// </summary>
internal sealed class ModelPull(string modelFolder, FileDownload download, CommandConsole console)
{
    /// <returns>One sentence on what was done.</returns>
    /// <exception cref="CommandException">It could not be fetched, or is not what it is to be.</exception>
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
        if (NotAModel(part.Path) is { } what)
        {
            part.Delete();
            throw new CommandException($"{entry.Url} gave {what} and no ONNX model; nothing was changed: check the address, which has to be that of the file itself");
        }

        var (expected, by) = Expected(entry, locked);
        if (expected is not null && sha256 != expected)
        {
            part.Delete();
            throw new CommandException(
                $"{entry.Url} gave a file with SHA-256 {sha256}, but {by} says {expected}: it was thrown away" +
                (File.Exists(file) ? $", and {file} is as it was" : ""));
        }

        var size = new FileInfo(part.Path).Length;
        part.Finish(file);
        locked.Record(entry.Name, new LockedModel(sha256, size, entry.Url));
        return $"{file}: {Quantity.Bytes(size)}, SHA-256 {sha256}, {(expected is null ? $"recorded in {ModelLock.FileName}" : $"as {by} says")}";
    }

    private static async Task<string> VerifyAsync(CatalogEntry entry, ModelLock locked, string file, CancellationToken cancellationToken)
    {
        var sha256 = await HashAsync(file, cancellationToken);
        var (expected, by) = Expected(entry, locked);
        if (expected is not null && sha256 != expected)
        {
            throw new CommandException(
                $"{file} is here, but its SHA-256 is {sha256} and {by} says {expected}; nothing was changed (--force fetches it again)");
        }

        locked.Record(entry.Name, new LockedModel(sha256, new FileInfo(file).Length, entry.Url));
        return $"{file} is here already, SHA-256 {sha256}, {(expected is null ? $"recorded in {ModelLock.FileName}" : $"as {by} says")} (--force fetches it again)";
    }

    private static (string? Sha256, string By) Expected(CatalogEntry entry, ModelLock locked) =>
        entry.Sha256 is { } pinned ? (pinned.ToLowerInvariant(), "the catalogue") : (locked.Sha256Of(entry.Name), ModelLock.FileName);

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>What servers send in place of a file, and what ends up in a lock file if nobody looks.</summary>
    private static string? NotAModel(string file)
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

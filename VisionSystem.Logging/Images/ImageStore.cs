using System.Runtime.CompilerServices;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Encryption;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Images;

/// <summary>Stores images as objects of the configured object store, encrypted if keys are configured.</summary>
internal sealed class ImageStore(IObjectStore objects, ImageEncryptor encryptor, TimeProvider time) : IImageStore
{
    private const int RemovalBatchSize = 500;
    private const int ConcurrentRemovals = 8;

    public async Task<bool> ContainsAsync(string tenant, string sha256, long bytes, CancellationToken cancellationToken) =>
        await objects.FindAsync(ImageKey.Of(tenant, sha256), cancellationToken) is { } stored && ImageEncryptor.CanHold(stored.Bytes, bytes);

    public async Task<ReceivedImage> ReceiveAsync(string tenant, string sha256, Stream content, CancellationToken cancellationToken)
    {
        var key = ImageKey.Of(tenant, sha256);
        var upload = objects.BeginUpload();
        try
        {
            using var hashing = new HashingCopy();
            var bytes = await CopyAsync(hashing, content, upload.Stream, key, cancellationToken);
            return new ReceivedImage(upload, key, bytes, hashing.Matches(sha256));
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }
    }

    public async Task<Stream?> OpenAsync(string tenant, string sha256, CancellationToken cancellationToken)
    {
        var key = ImageKey.Of(tenant, sha256);
        // Checked again at the end: a sweep may restore the image between the first two checks.
        var stored = await objects.OpenAsync(key, cancellationToken)
            ?? await OpenQuarantinedAsync(tenant, sha256, cancellationToken)
            ?? await objects.OpenAsync(key, cancellationToken);
        return stored is null ? null : await encryptor.DecryptAsync(stored, key, cancellationToken);
    }

    public async Task<Uri?> LinkAsync(string tenant, string sha256, string contentType, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var key = ImageKey.Of(tenant, sha256);
        if (objects.Link(key, contentType, lifetime) is not { } link)
        {
            return null;
        }

        await using var stored = await objects.OpenAsync(key, cancellationToken);
        return stored is null || await ImageEncryptor.IsEncryptedAsync(stored, cancellationToken) ? null : link;
    }

    public async Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken)
    {
        var present = await objects.ListFoldersAsync("", cancellationToken);
        var quarantined = await objects.ListFoldersAsync(ImageKey.QuarantineFolder, cancellationToken);
        return [.. present.Union(quarantined).Where(TenantName.IsValid).Order(StringComparer.Ordinal)];
    }

    public IAsyncEnumerable<StoredImage> ListAsync(string tenant, CancellationToken cancellationToken) =>
        ListBelowAsync($"{tenant}/", cancellationToken);

    public IAsyncEnumerable<StoredImage> ListQuarantinedAsync(string tenant, CancellationToken cancellationToken) =>
        ListBelowAsync($"{ImageKey.QuarantineFolder}{tenant}/", cancellationToken);

    public Task<bool> QuarantineAsync(string tenant, string sha256, CancellationToken cancellationToken) =>
        objects.MoveAsync(ImageKey.Of(tenant, sha256), ImageKey.Quarantine(tenant, sha256, Guid.CreateVersion7(time.GetUtcNow())), cancellationToken);

    public async Task<bool> RestoreAsync(string tenant, StoredImage quarantined, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var key = ImageKey.Of(tenant, quarantined.Sha256);
        if (await objects.FindAsync(key, cancellationToken) is { } present)
        {
            if (present.ModifiedAt < before && quarantined.ModifiedAt < before)
            {
                await RemoveAsync(quarantined, cancellationToken);
            }

            return false;
        }

        await using var stored = await objects.OpenAsync(quarantined.Key, cancellationToken);
        if (stored is null)
        {
            return false;
        }

        await using var upload = objects.BeginUpload();
        await stored.CopyToAsync(upload.Stream, cancellationToken);
        await upload.CommitAsync(key, cancellationToken);
        return true;
    }

    public Task RemoveAsync(StoredImage quarantined, CancellationToken cancellationToken) => objects.RemoveAsync(quarantined.Key, cancellationToken);

    public async Task<long> RemoveAllAsync(string tenant, Func<long, Task> report, CancellationToken cancellationToken)
    {
        var removed = 0L;
        foreach (var folder in new[] { $"{tenant}/", $"{ImageKey.QuarantineFolder}{tenant}/" })
        {
            await foreach (var batch in objects.ListAsync(folder, cancellationToken).Chunk(RemovalBatchSize))
            {
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentRemovals, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(batch, parallel, async (found, token) => await objects.RemoveAsync(found.Key, token));
                removed += batch.Length;
                await report(batch.Length);
            }

            await objects.RemoveFolderAsync(folder, cancellationToken);
        }

        return removed;
    }

    public Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken) => objects.ProbeAsync(cancellationToken);

    private async Task<long> CopyAsync(HashingCopy hashing, Stream content, Stream destination, string key, CancellationToken cancellationToken)
    {
        await using var encrypting = encryptor.TryEncrypt(destination, key);
        if (encrypting is null)
        {
            return await hashing.RunAsync(content, destination, cancellationToken);
        }

        var bytes = await hashing.RunAsync(content, encrypting, cancellationToken);
        await encrypting.CompleteAsync(cancellationToken);
        return bytes;
    }

    /// <summary>Opens the oldest quarantined copy of an image.</summary>
    private async Task<Stream?> OpenQuarantinedAsync(string tenant, string sha256, CancellationToken cancellationToken)
    {
        await foreach (var quarantined in ListBelowAsync(ImageKey.QuarantineFolderOf(tenant, sha256), cancellationToken))
        {
            if (quarantined.Sha256 == sha256 && await objects.OpenAsync(quarantined.Key, cancellationToken) is { } stored)
            {
                return stored;
            }
        }

        return null;
    }

    private async IAsyncEnumerable<StoredImage> ListBelowAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in objects.ListAsync(folder, cancellationToken))
        {
            if (ImageKey.HashOf(found.Key) is { } sha256)
            {
                yield return new StoredImage(found.Key, sha256, found.ModifiedAt);
            }
        }
    }
}

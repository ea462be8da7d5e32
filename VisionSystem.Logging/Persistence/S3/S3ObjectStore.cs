using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Stores objects in a bucket of any S3-compatible store, below <c>images/</c>.</summary>
internal sealed class S3ObjectStore(S3Options options, S3Clients clients, S3Calls calls, S3Bucket bucket, S3Probe probe, TimeProvider time, ILogger<S3ObjectStore> logger) : IObjectStore
{
    private const string Root = "images/";

    /// <summary>The character after the slash in ordinal order; a listing that starts with it skips a folder.</summary>
    private const char AfterSlash = '0';

    private readonly StripedLock _uploads = new();

    /// <summary>Returns the name of an object in the bucket.</summary>
    public static string NameOf(string key) => Root + key;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await probe.RunAsync(cancellationToken);
            Log.ObjectStoreReady(logger, options.Location);
        }
        catch (StoreUnavailableException exception)
        {
            Log.ObjectStoreNotReady(logger, exception.Reason);
        }
    }

    public ObjectUpload BeginUpload() => new S3Upload(options, bucket, _uploads);

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        var found = await calls.FindAsync(
            "HeadObject", name, () => clients.Requests.GetObjectMetadataAsync(options.Bucket, name, cancellationToken), cancellationToken);
        return found is null ? null : new StoredObject(key, found.ContentLength, AsTime(found.LastModified));
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        await OpenAtAsync(key, 0, cancellationToken) is { } first
            ? new S3ReadStream(first, (position, token) => OpenAtAsync(key, position, token), options.Timeout, calls)
            : null;

    public async Task<bool> MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = options.Bucket,
            SourceKey = NameOf(from),
            DestinationBucket = options.Bucket,
            DestinationKey = NameOf(to),
        };
        if (await calls.FindAsync("CopyObject", request.DestinationKey, () => clients.Requests.CopyObjectAsync(request, cancellationToken), cancellationToken) is null)
        {
            return false;
        }

        await RemoveAsync(from, cancellationToken);
        return true;
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        return calls.FindAsync("DeleteObject", name, () => clients.Requests.DeleteObjectAsync(options.Bucket, name, cancellationToken), cancellationToken);
    }

    public Task RemoveFolderAsync(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends one small request per folder, because some S3-compatible stores do not return common prefixes above deeper folders.</summary>
    public async Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken)
    {
        var prefix = NameOf(folder);
        var names = new List<string>();
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix, MaxKeys = 1 };
        while (await ListAsync(request, cancellationToken) is { S3Objects: [var next, ..] })
        {
            var name = next.Key[prefix.Length..];
            var end = name.IndexOf('/', StringComparison.Ordinal);
            if (end > 0)
            {
                names.Add(name[..end]);
            }

            request.StartAfter = end > 0 ? prefix + name[..end] + AfterSlash : next.Key;
        }

        return names;
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = NameOf(folder) };
        do
        {
            var page = await ListAsync(request, cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new StoredObject(found.Key[Root.Length..], found.Size ?? 0, AsTime(found.LastModified));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (!string.IsNullOrEmpty(request.ContinuationToken));
    }

    public Uri Link(string key, string contentType, TimeSpan lifetime)
    {
        var address = options.PublicUrl ?? options.EndpointUrl;
        return new Uri(clients.Links.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = NameOf(key),
            Verb = HttpVerb.GET,
            Protocol = address?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
            Expires = (time.GetUtcNow() + lifetime).UtcDateTime,
            ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentType = contentType, CacheControl = "private" },
        }));
    }

    public Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken) => probe.RunAsync(cancellationToken);

    private static DateTimeOffset AsTime(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;

    private Task<GetObjectResponse?> OpenAtAsync(string key, long position, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = NameOf(key) };
        if (position > 0)
        {
            request.ByteRange = new ByteRange(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bytes={position}-"));
        }

        return calls.FindAsync("GetObject", request.Key, () => clients.Requests.GetObjectAsync(request, cancellationToken), cancellationToken);
    }

    private Task<ListObjectsV2Response> ListAsync(ListObjectsV2Request request, CancellationToken cancellationToken) =>
        calls.RunAsync("ListObjectsV2", request.Prefix, () => clients.Requests.ListObjectsV2Async(request, cancellationToken), cancellationToken);
}

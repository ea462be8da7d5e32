using System.Net;
using System.Net.Http.Headers;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// Downloads a file over HTTP and resumes after an interrupted connection or an earlier run (RFC 9110 §14: Range, If-Range).
/// </summary>
internal sealed class FileDownload(HttpClient http, DownloadOptions options, TimeProvider time)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Downloads a file.</summary>
    /// <param name="url">The address of the file.</param>
    /// <param name="part">The incomplete file.</param>
    /// <param name="progress">Receives the number of downloaded bytes and the total; the total is null if unknown.</param>
    /// <param name="cancellationToken">Stops the download; the downloaded part remains for the next run.</param>
    /// <exception cref="CommandException">The server rejects the request, or all retries failed.</exception>
    public async Task FetchAsync(Uri url, PartFile part, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await AttemptAsync(url, part, progress, cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or InterruptedTransferException)
            {
                if (attempt == options.Retries)
                {
                    throw new CommandException($"{url} could not be downloaded: {e.Message} Run the same command again to resume the download", e);
                }

                await Task.Delay(options.RetryDelay * (1 << attempt), time, cancellationToken);
            }
        }
    }

    private async Task AttemptAsync(Uri url, PartFile part, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var known = part.Resumable(url);
        if (known is var (length, version))
        {
            request.Headers.Range = new RangeHeaderValue(length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(version);
        }

        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
            var offset = Offset(url, part, known, response);
            await using var file = part.Open(offset);
            part.RecordOrigin(url, response.Headers.ETag);
            await CopyAsync(response, file, progress, stall);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedTransferException($"the server sent no data for {options.StallTimeout.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Returns the offset of the response body in the file.</summary>
    private static long Offset(Uri url, PartFile part, (long Length, EntityTagHeaderValue Version)? known, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            // The server does not support ranges, or has a different version: it sends the complete file.
            case HttpStatusCode.OK:
                return 0;
            // Some servers ignore If-Range, so the version is compared here too.
            case HttpStatusCode.PartialContent when known is var (length, version) &&
                response.Content.Headers.ContentRange?.From == length && version.Equals(response.Headers.ETag):
                return length;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                part.Delete();
                throw new InterruptedTransferException("the server returned a different range than requested.");
            case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new InterruptedTransferException($"the server returned {(int)response.StatusCode} {response.ReasonPhrase}.");
            default:
                throw new CommandException($"{url} could not be downloaded: the server returned {(int)response.StatusCode} {response.ReasonPhrase}: check the address and whether it requires an account");
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, Action<long, long?> progress, CancellationTokenSource stall)
    {
        var total = file.Position + response.Content.Headers.ContentLength;
        progress(file.Position, total);
        await using var body = await response.Content.ReadAsStreamAsync(stall.Token);
        var buffer = new byte[BufferSize];
        while (await ReadAsync(body, buffer, stall.Token) is > 0 and var read)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), stall.Token);
            progress(file.Position, total);
            stall.CancelAfter(options.StallTimeout);
        }

        file.Flush(flushToDisk: true);
        if (total is { } expected && file.Position != expected)
        {
            throw new InterruptedTransferException($"the connection was interrupted after {file.Position} of {expected} bytes.");
        }
    }

    /// <summary>Distinguishes an interrupted connection from a full disk, for which a retry is useless.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new InterruptedTransferException("the connection was interrupted.", e);
        }
    }
}

/// <summary>The transfer was interrupted and can be resumed.</summary>
internal sealed class InterruptedTransferException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Retries and timeouts of a download.</summary>
internal sealed record DownloadOptions
{
    /// <summary>The number of retries after an interrupted connection.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The delay before the first retry, which doubles with each retry.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time without data after which a connection counts as interrupted.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

using System.Net;
using System.Net.Http.Headers;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Download;

/// <summary>
/// Fetches a file over HTTP and goes on where a broken connection, or an earlier run, left off (RFC 9110 §14: Range,
/// If-Range).
/// </summary>
internal sealed class FileDownload(HttpClient http, DownloadOptions options, TimeProvider time)
{
    private const int BufferSize = 128 * 1024;

    /// <param name="url">The file.</param>
    /// <param name="part">Where it grows.</param>
    /// <param name="progress">Called with the bytes that are here and, where known, those that there will be.</param>
    /// <param name="cancellationToken">Stops; what is here stays for the next time.</param>
    /// <exception cref="CommandException">The server does not have it, or the connection broke too often.</exception>
    public async Task FetchAsync(Uri url, PartFile part, Action<long, long?> progress, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await AttemptAsync(url, part, progress, cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or BrokenTransferException)
            {
                if (attempt == options.Retries)
                {
                    throw new CommandException($"{url} could not be fetched: {e.Message} What came is kept: the same command goes on from there", e);
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
            part.Remember(url, response.Headers.ETag);
            await CopyAsync(response, file, progress, stall);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenTransferException($"the server sent nothing for {options.StallTimeout.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>Where in the file the body belongs.</summary>
    private static long Offset(Uri url, PartFile part, (long Length, EntityTagHeaderValue Version)? known, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            // The server has no ranges, or has another version now: it sends the whole file.
            case HttpStatusCode.OK:
                return 0;
            // Some servers overlook If-Range, so the version is compared here too.
            case HttpStatusCode.PartialContent when known is var (length, version) &&
                response.Content.Headers.ContentRange?.From == length && version.Equals(response.Headers.ETag):
                return length;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                part.Delete();
                throw new BrokenTransferException("the server answered with another part than was asked for.");
            case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new BrokenTransferException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
            default:
                throw new CommandException($"{url} could not be fetched: the server answered {(int)response.StatusCode} {response.ReasonPhrase}: check the address, and whether it needs an account");
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
            throw new BrokenTransferException($"the connection broke after {file.Position} of {expected} bytes.");
        }
    }

    /// <summary>Tells a broken connection from a full disk, which no retry mends.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new BrokenTransferException("the connection broke.", e);
        }
    }
}

/// <summary>The transfer broke off; it may be taken up again.</summary>
internal sealed class BrokenTransferException(string message, Exception? inner = null) : Exception(message, inner);

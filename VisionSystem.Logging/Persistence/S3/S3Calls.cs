using System.Diagnostics;
using Amazon.S3;
using VisionSystem.Logging.Diagnostics;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Makes requests to the object store: each in a span, timed and counted, its failure explained.</summary>
internal sealed class S3Calls(S3Options options, TimeProvider time, ILogger<S3Calls> logger)
{
    /// <returns>What the store answered.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached, or refuses.</exception>
    public async Task<T> RunAsync<T>(string operation, string? key, Func<Task<T>> request, CancellationToken cancellationToken)
        where T : class =>
        (await SendAsync(operation, key, request, mayBeMissing: false, cancellationToken))!;

    /// <returns>What the store answered; null when there is no such object.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached, or refuses.</exception>
    public Task<T?> FindAsync<T>(string operation, string key, Func<Task<T>> request, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation, key, request, mayBeMissing: true, cancellationToken);

    /// <summary>What a failed request is to the caller; counted and logged.</summary>
    public StoreUnavailableException Fail(string operation, Exception exception)
    {
        var reason = S3Faults.Explain(exception, options);
        LoggingTelemetry.ObjectStoreErrors.Add(1, new("operation", operation), new("error", S3Faults.CodeOf(exception)));
        Log.ObjectStoreFails(logger, operation, reason);
        return new StoreUnavailableException(reason, exception) { ConcernsOneObject = S3Faults.IsInternal(exception) };
    }

    private async Task<T?> SendAsync<T>(string operation, string? key, Func<Task<T>> request, bool mayBeMissing, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var outcome = "cancelled";
        using var span = StartSpan(operation, key);
        try
        {
            var answer = await request();
            outcome = "ok";
            return answer;
        }
        catch (AmazonS3Exception exception) when (mayBeMissing && S3Faults.IsMissingObject(exception))
        {
            outcome = "missing";
            return null;
        }
        // Of whatever kind: on an answer that it does not understand the client throws what its parsers throw.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = "failed";
            span?.SetTag("error.type", S3Faults.CodeOf(exception)).SetStatus(ActivityStatusCode.Error, exception.Message);
            throw Fail(operation, exception);
        }
        finally
        {
            LoggingTelemetry.ObjectStoreDuration.Record(
                time.GetElapsedTime(started).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    /// <summary>Named and tagged as OpenTelemetry's semantic conventions for Amazon's SDKs have it.</summary>
    private Activity? StartSpan(string operation, string? key) =>
        LoggingTelemetry.Source.StartActivity($"S3 {operation}", ActivityKind.Client)?
            .SetTag("rpc.system", "aws-api")
            .SetTag("rpc.service", "S3")
            .SetTag("rpc.method", operation)
            .SetTag("aws.s3.bucket", options.Bucket)
            .SetTag("aws.s3.key", key);
}

using System.Diagnostics;
using Amazon.S3;
using VisionSystem.Logging.Diagnostics;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Sends requests to the object store, with a span, metrics and an explanation of failures.</summary>
internal sealed class S3Calls(S3Options options, TimeProvider time, ILogger<S3Calls> logger)
{
    /// <returns>The response of the store.</returns>
    /// <exception cref="StoreUnavailableException">The store is unreachable or rejects the request.</exception>
    public async Task<T> RunAsync<T>(string operation, string? key, Func<Task<T>> request, CancellationToken cancellationToken)
        where T : class =>
        (await SendAsync(operation, key, request, mayBeMissing: false, cancellationToken))!;

    /// <returns>The response of the store; null if the object does not exist.</returns>
    /// <exception cref="StoreUnavailableException">The store is unreachable or rejects the request.</exception>
    public Task<T?> FindAsync<T>(string operation, string key, Func<Task<T>> request, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(operation, key, request, mayBeMissing: true, cancellationToken);

    /// <summary>Creates the exception for a failed request, counts the failure and logs it.</summary>
    public StoreUnavailableException Fail(string operation, Exception exception)
    {
        var reason = S3Faults.Explain(exception, options);
        LoggingTelemetry.ObjectStoreErrors.Add(1, new("operation", operation), new("error", S3Faults.ErrorCodeOf(exception)));
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
            var response = await request();
            outcome = "ok";
            return response;
        }
        catch (AmazonS3Exception exception) when (mayBeMissing && S3Faults.IsMissingObject(exception))
        {
            outcome = "missing";
            return null;
        }
        // Every exception type: for an invalid response, the client throws the exceptions of its parsers.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = "failed";
            span?.SetTag("error.type", S3Faults.ErrorCodeOf(exception)).SetStatus(ActivityStatusCode.Error, exception.Message);
            throw Fail(operation, exception);
        }
        finally
        {
            LoggingTelemetry.ObjectStoreDuration.Record(
                time.GetElapsedTime(started).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    /// <summary>Starts a span with the names and tags of OpenTelemetry's semantic conventions for the AWS SDK.</summary>
    private Activity? StartSpan(string operation, string? key) =>
        LoggingTelemetry.Source.StartActivity($"S3 {operation}", ActivityKind.Client)?
            .SetTag("rpc.system", "aws-api")
            .SetTag("rpc.service", "S3")
            .SetTag("rpc.method", operation)
            .SetTag("aws.s3.bucket", options.Bucket)
            .SetTag("aws.s3.key", key);
}

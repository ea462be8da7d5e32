using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Explains failures of the object store and their remedies.</summary>
internal static class S3Faults
{
    public static bool IsMissingObject(AmazonS3Exception exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket";

    /// <summary>Returns whether the store is reachable and reports an internal error, for example for an unreadable object.</summary>
    public static bool IsInternal(Exception exception) => exception is AmazonServiceException { StatusCode: HttpStatusCode.InternalServerError };

    public static bool IsMissingBucket(StoreUnavailableException exception) =>
        exception.InnerException is AmazonS3Exception { ErrorCode: "NoSuchBucket" };

    /// <summary>Returns the error label of the metric: the S3 error code, or the state of the connection.</summary>
    public static string ErrorCodeOf(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode.Length: > 0 } error => error.ErrorCode,
        _ when IsTimeout(exception) => "Timeout",
        _ => "Unreachable",
    };

    /// <summary>Returns one sentence for the operator.</summary>
    public static string Explain(Exception exception, S3Options options) => exception switch
    {
        AmazonServiceException { StatusCode: not 0 } error => Explain(error, options),
        _ when IsTimeout(exception) => $"the object store did not answer within {options.Timeout.TotalSeconds:0.#} s ({options.Location}): check its load and the network, or raise CV_S3_TIMEOUT",
        _ when Cause<AuthenticationException>(exception) is { } tls => $"the connection to the object store is not trusted ({options.Location}): {tls.Message}",
        _ when Cause<HttpRequestException>(exception) is { } unreachable => $"the object store cannot be reached ({options.Location}): {unreachable.Message}; check that it runs and that CV_S3_ENDPOINT_URL is correct",
        _ => $"the object store failed ({options.Location}): {exception.Message}",
    };

    private static string Explain(AmazonServiceException error, S3Options options) => error.ErrorCode switch
    {
        "NoSuchBucket" => $"the bucket does not exist ({options.Location}): create it, set CV_S3_CREATE_BUCKET=true, or correct CV_S3_BUCKET",
        "InvalidAccessKeyId" => $"the object store does not know the access key ({options.Location}): correct CV_S3_ACCESS_KEY_ID",
        "SignatureDoesNotMatch" => $"the object store rejects the signature ({options.Location}): CV_S3_ACCESS_KEY_ID and CV_S3_SECRET_ACCESS_KEY do not match",
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" => $"the bucket is in another region than {options.SigningRegion} ({options.Location}): correct CV_S3_REGION",
        "RequestTimeTooSkewed" => $"the clocks of this machine and of the object store differ too much ({options.Location}): synchronize them",
        "BucketAlreadyExists" => $"the bucket name belongs to another account ({options.Location}): choose another CV_S3_BUCKET",
        _ when error.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
            $"the access key lacks a permission ({options.Location}): grant it s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket",
        _ when error.StatusCode == HttpStatusCode.ServiceUnavailable => $"the object store is busy ({options.Location}): {error.Message}",
        _ => $"the object store returned {(int)error.StatusCode} {error.ErrorCode} ({options.Location}): {error.Message}",
    };

    private static bool IsTimeout(Exception exception) => exception is OperationCanceledException || Cause<TimeoutException>(exception) is not null;

    private static T? Cause<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }
}

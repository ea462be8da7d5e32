using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>The problems of requests that the server or the parameter binding could not read.</summary>
internal static partial class UnreadableRequest
{
    public static ProblemResult Problem(HttpContext context, BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Problems.BodyTooLarge.Result(TooLarge(context)),
        StatusCodes.Status415UnsupportedMediaType => StatusProblems.UnsupportedMediaType(context),
        StatusCodes.Status408RequestTimeout => Problems.RequestTimeout.Result("The body did not arrive in time; send it again."),
        _ => Parameter(exception) ?? Problems.MalformedBody.Result(Malformed(exception)),
    };

    /// <summary>Parses the message of the parameter binding: <c>Required parameter "int count" was not provided from query string.</c></summary>
    private static ProblemResult? Parameter(BadHttpRequestException exception)
    {
        var match = BindingMessage().Match(exception.Message);
        if (!match.Success)
        {
            return null;
        }

        var name = match.Groups["name"].Value;
        var error = match.Groups["given"] is { Success: true } given ? $"'{given.Value}' is not a valid value" : "is required";
        return Problems.InvalidParameters.Result($"{name}: {error}.", new Dictionary<string, string[]> { [name] = [error] });
    }

    private static string TooLarge(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return limit is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"The body is larger than the limit of {bytes} bytes.")
            : "The body is larger than the service accepts.";
    }

    private static string Malformed(BadHttpRequestException exception) => exception.InnerException switch
    {
        // The message of the JSON reader names .NET types; the client needs the position.
        JsonException json => string.Create(
            CultureInfo.InvariantCulture,
            $"The body is not the expected JSON: error at {json.Path ?? "$"}, line {json.LineNumber + 1}, "
            + $"byte {json.BytePositionInLine + 1}."),
        InvalidDataException => "The form in the body is damaged or truncated.",
        _ => exception.Message,
    };

    [GeneratedRegex(
        """\A(Required|Failed to bind) parameter "[^"]* (?<name>[^" ]+)" (was not provided from|from "(?<given>.*)")""",
        RegexOptions.Singleline)]
    private static partial Regex BindingMessage();
}

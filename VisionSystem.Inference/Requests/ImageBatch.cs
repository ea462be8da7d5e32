using System.Text.Json;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>Answers the images of one request: side by side, each with a result or a problem of its own.</summary>
internal static class ImageBatch
{
    /// <param name="images">In the order of the request.</param>
    /// <param name="together">How many are worked on at a time: as many as the model runs at once, so that a batch leaves the queue to others.</param>
    /// <param name="answer">Answers one.</param>
    /// <param name="client">Ends when the client goes away.</param>
    public static async Task<BatchResponse> AnswerAsync(
        IReadOnlyList<UploadedImage> images, int together, Func<UploadedImage, Task<IResult>> answer, CancellationToken client)
    {
        var results = new IResult[images.Count];
        await Parallel.ForAsync(
            0,
            images.Count,
            new ParallelOptions { MaxDegreeOfParallelism = together, CancellationToken = client },
            async (index, _) => results[index] = await CountedAsync(index, images[index], answer, client));
        return new BatchResponse(results);
    }

    /// <summary>The first image was counted when the request came.</summary>
    private static async Task<IResult> CountedAsync(int index, UploadedImage image, Func<UploadedImage, Task<IResult>> answer, CancellationToken client)
    {
        if (index == 0)
        {
            return await AloneAsync(image, answer, client);
        }

        InferenceTelemetry.Started();
        string? problem = "aborted";
        try
        {
            var result = await AloneAsync(image, answer, client);
            problem = (result as ProblemResult)?.Kind.Slug;
            return result;
        }
        finally
        {
            InferenceTelemetry.Ended(problem);
        }
    }

    /// <summary>What is unexpected with one image ends that image alone.</summary>
    private static async Task<IResult> AloneAsync(UploadedImage image, Func<UploadedImage, Task<IResult>> answer, CancellationToken client)
    {
        try
        {
            return await answer(image);
        }
        catch (ProblemException e)
        {
            return e.ToResult();
        }
        catch (Exception e) when (!client.IsCancellationRequested)
        {
            return ProblemResult.Unexpected(e);
        }
    }
}

/// <summary>
/// The answer to several images: <c>{"results": […], "count": n}</c> in the order of the request, each result what the image
/// alone would be answered, or <c>{"error": problem}</c> with its <c>index</c>, from 0.
/// </summary>
/// <param name="results">One for each image.</param>
internal sealed class BatchResponse(IReadOnlyList<IResult> results) : IResult
{
    public const string Results = "results";
    public const string Error = "error";
    public const string Index = "index";
    public const string Count = "count";

    /// <summary>What was wrong with the first image.</summary>
    public ProblemResult? FirstProblem => results[0] as ProblemResult;

    /// <summary>Whether any image was answered.</summary>
    public bool IsAnswered => results.Any(result => result is not ProblemResult);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteStartArray(Results);
            for (var index = 0; index < results.Count; index++)
            {
                Write(json, httpContext, index);
            }

            json.WriteEndArray();
            json.WriteNumber(Count, results.Count);
            json.WriteEndObject();
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, HttpContext httpContext, int index)
    {
        if (results[index] is ProblemResult problem)
        {
            json.WriteStartObject();
            json.WriteStartObject(Error);
            json.WriteNumber(Index, index);
            problem.WriteMembers(json, httpContext);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        var answer = ((IValueHttpResult)results[index]).Value!;
        JsonSerializer.Serialize(json, answer, InferenceJson.Default.GetTypeInfo(answer.GetType())!);
    }
}

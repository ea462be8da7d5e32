using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Caching;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Limits;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Inference.UrlInput;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Detect;

/// <summary>
/// Reads the images and parameters of a request and passes them on as its <see cref="DetectRequest"/>. A filter, so that the
/// idempotency filter behind it can compare the complete request before anything is run.
/// </summary>
internal sealed class ReadRequestFilter(
    ImagingOptions imaging, RecordingOptions recording, BatchingOptions batching, CallerLimits limits, UrlImages urls, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (upload, unreadable) = await ImageUpload.ReadAsync(http.Request, imaging);
        if (upload is null)
        {
            return unreadable;
        }

        using (upload)
        {
            var task = http.GetEndpoint()!.Metadata.GetRequiredMetadata<TaskMetadata>().Task;
            var parameters = DetectParameters.Parse(http.Request, upload.Form, recording.Mode, out var errors, task);
            if (errors.Count > 0)
            {
                return Problems.InvalidParameters.Result($"The request has {errors.Count} invalid parameter(s).", errors);
            }

            if (upload.Refuse(parameters.Batch) is { } unsuitable)
            {
                return unsuitable;
            }

            if (await limits.CountImagesAsync(http, upload.Count) is { } tooMany)
            {
                return tooMany;
            }

            if (upload.Urls.Count > 0 && await FetchAsync(upload, parameters, http.RequestAborted) is { } notFetched)
            {
                return notFetched;
            }

            using var deadline = new Deadline(TimeSpan.FromMilliseconds(parameters.TimeoutMs ?? batching.TimeoutMs), time, http.RequestAborted);
            http.Features.Set(new DetectRequest(task, parameters, upload, deadline, CacheHeaders.Bypass(http.Request)));
            return await next(context);
        }
    }

    private async Task<ProblemResult?> FetchAsync(ImageUpload upload, DetectParameters parameters, CancellationToken cancellationToken)
    {
        var size = UploadLimits.Of(imaging, parameters.Batch);
        if (upload.Urls.Count > size.Images)
        {
            return size.TooMany();
        }

        if (urls.Refuse(upload.Urls) is { } refusal)
        {
            return refusal;
        }

        upload.SetImages(await urls.FetchAsync(upload.Urls, size, cancellationToken));
        return upload.Refuse(parameters.Batch);
    }
}

/// <summary>Resolves the model, finds a cached result or runs the model, records the prediction, and responds.</summary>
internal sealed class DetectEndpoint(
    KeyDirectory tenants, ModelResolver models, ResultCache cache, CallerLimits limits, InferencePipeline pipeline, AnnotationRenderer renderer,
    PredictionRecorder recorder, TimeProvider time)
{
    public async Task<IResult> DetectAsync(DetectRequest request, HttpResponse response)
    {
        var (resolved, unavailable) = await ResolveModelAsync(request);
        if (resolved is not { } lease)
        {
            return unavailable!;
        }

        using (lease)
        {
            var model = lease.Model.Description;
            var parameters = request.ParametersFor(model, out var unknownClasses);
            if (unknownClasses.Count > 0)
            {
                return Problems.InvalidParameters.Result(
                    $"Model '{model.Name}' does not have the requested classes.", new Dictionary<string, string[]> { ["classes"] = [.. unknownClasses] });
            }

            return request.Parameters.Batch
                ? await DetectBatchAsync(request, lease, parameters, response)
                : await DetectImageAsync(request.Upload.Images[0], request, lease, parameters, response);
        }
    }

    private async ValueTask<(ModelLease? Lease, ProblemResult? Problem)> ResolveModelAsync(DetectRequest request)
    {
        var (name, deadline) = (request.Parameters.Model, request.Deadline);
        try
        {
            return (await models.GetAsync(name, request.Task, deadline.Token), null);
        }
        catch (ModelException e)
        {
            return (null, InferenceProblems.Of(e.Fault).Result(e.Message));
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested && !deadline.Client.IsCancellationRequested)
        {
            return (null, QueueProblems.ModelNotLoadedInTime(name, deadline));
        }
    }

    /// <summary>Processes the images concurrently: as many as the model runs at the same time, so that a batch leaves the queue to other requests, and no more than the caller's limit.</summary>
    private async Task<BatchResponse> DetectBatchAsync(DetectRequest request, ModelLease lease, DetectionParameters parameters, HttpResponse response)
    {
        var results = new IResult[request.Upload.Images.Count];
        await Parallel.ForAsync(
            0,
            results.Length,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(lease.Model.Queue.Limits.Running, limits.MaxConcurrentImages(response.HttpContext.User)),
                CancellationToken = request.Deadline.Client,
            },
            async (index, _) => results[index] = await DetectBatchImageAsync(index, request, lease, parameters, response));
        return new BatchResponse(results);
    }

    /// <summary>Processes one image of a batch. An unexpected failure affects only that image.</summary>
    private async Task<IResult> DetectBatchImageAsync(int index, DetectRequest request, ModelLease lease, DetectionParameters parameters, HttpResponse response)
    {
        // The request itself counts as its first image.
        var isCounted = index == 0;
        if (!isCounted)
        {
            InferenceTelemetry.Started();
        }

        IResult? result = null;
        try
        {
            return result = await DetectImageAsync(request.Upload.Images[index], request, lease, parameters, response);
        }
        catch (ProblemException e)
        {
            return result = e.ToResult();
        }
        catch (Exception e) when (!request.Deadline.Client.IsCancellationRequested)
        {
            return result = ProblemResult.Unexpected(e);
        }
        finally
        {
            if (!isCounted)
            {
                InferenceTelemetry.Ended(result is null ? "aborted" : (result as ProblemResult)?.Kind.Slug);
            }
        }
    }

    private async Task<IResult> DetectImageAsync(
        UploadedImage image, DetectRequest request, ModelLease lease, DetectionParameters parameters, HttpResponse response)
    {
        if (image.Unusable is { } unusable)
        {
            return unusable;
        }

        var key = cache.IsOn && !request.BypassesCache
            ? ResultKey.Of(tenants.CacheNameOf(request.Parameters.Tenant), image.Sha256, lease.Model.Description, parameters, request.Parameters.Classes)
            : null;
        var cached = key is null ? null : await FindCachedAsync(key, image, request, lease.Model, parameters);
        if (key is not null && !request.Parameters.Batch)
        {
            CacheHeaders.Write(response, cached is not null);
        }

        var outcome = cached ?? await InferAsync(key, image, request, lease.Model, parameters, response.HttpContext);
        lease.Ended(outcome.Result is not null);
        if (outcome.Result is not { } result)
        {
            return Explain(outcome.Problem!);
        }

        var (prediction, recorded) = await RecordAsync(image, request.Parameters, parameters, result);
        return recorded == RecordingOutcome.Refused
            ? recorder.Refused()
            : Respond(request, prediction, recorded == RecordingOutcome.Recorded, result);
    }

    /// <summary>Finds the result of an earlier run; null if there is none.</summary>
    private async ValueTask<InferenceOutcome?> FindCachedAsync(
        string key, UploadedImage image, DetectRequest request, ServedModel model, DetectionParameters parameters)
    {
        var start = time.GetTimestamp();
        if (await cache.FindAsync(key) is not { } found)
        {
            return null;
        }

        // The times of this request, not of the earlier run: it only waited for the cache.
        var waited = time.GetElapsedTime(start).TotalMilliseconds;
        var result = new InferenceResult(found.Header, model, found.Detections, new Timings(0, 0, waited, 0, 0, waited))
        {
            Classifications = found.Classifications,
            Brightness = found.Brightness,
        };
        return parameters.Drawn ? await renderer.DrawAsync(request.Parameters.Tenant, image.Image.Memory, result, parameters.Conversion, request.Deadline) : result;
    }

    /// <summary>Runs the model and, with a key, stores the result in the cache.</summary>
    private async ValueTask<InferenceOutcome> InferAsync(
        string? key, UploadedImage image, DetectRequest request, ServedModel model, DetectionParameters parameters, HttpContext context)
    {
        using var place = limits.EnterImage(context, out var refused);
        if (refused is not null)
        {
            return refused;
        }

        var outcome = await pipeline.RunAsync(request.Parameters.Tenant, image.Image.Memory, model, parameters, request.Deadline);
        if (key is not null && outcome.Result is { } result)
        {
            cache.Set(key, CachedResult.Write(result));
        }

        return outcome;
    }

    private async ValueTask<(Prediction Prediction, RecordingOutcome Outcome)> RecordAsync(
        UploadedImage image, DetectParameters requested, DetectionParameters parameters, InferenceResult result)
    {
        var (now, model, header) = (time.GetUtcNow(), result.Model.Description, result.Header);
        InferenceTelemetry.Completed(model.Task, model.Name, result.Detections.Count, TimeSpan.FromMilliseconds(result.Timings.Total));
        var prediction = new Prediction
        {
            Id = Guid.CreateVersion7(now),
            CreatedAt = now,
            Tenant = requested.Tenant,
            Model = new ModelReference(model.Name, model.Version, model.Task),
            Image = new ImageReference(header.UprightWidth, header.UprightHeight, image.Sha256, header.Format.ToString().ToLowerInvariant()),
            ImageBytes = image.Image.Length,
            ColorMode = header.ColorMode,
            Filename = image.Filename,
            Source = requested.Source,
            Metadata = requested.Metadata.Count > 0 ? requested.Metadata : null,
            Brightness = result.Brightness,
            Detections = result.Detections,
            Classifications = result.Classifications,
            TimingsMs = result.Timings,
            Provider = result.Model.Provider,
            Parameters = new PredictionParameters(parameters.Confidence, parameters.Iou, parameters.MaxDetections),
        };
        return (prediction, await recorder.RecordAsync(prediction, image.Image.Memory, requested.Recording));
    }

    private static IResult Respond(DetectRequest request, Prediction prediction, bool recorded, InferenceResult result)
    {
        var warnings = ImageWarnings.Of(result.Header);
        return request.Parameters.AsImage ? new AnnotatedImage(result.Drawn!.Value, prediction.Id) { Warnings = warnings }
            : request.Task == ModelTask.Classify ? TypedResults.Json(ClassifyResponse.Of(prediction, recorded, warnings), InferenceJson.Default.ClassifyResponse)
            : TypedResults.Json(DetectResponse.Of(prediction, recorded, warnings), InferenceJson.Default.DetectResponse);
    }

    /// <summary>Adds the accepted forms of an image to the problem of a body that is not an image: it may be an image in another form.</summary>
    private static ProblemResult Explain(ProblemResult problem) =>
        problem.Kind == InferenceProblems.NotAnImage ? problem with { Detail = $"{problem.Detail} {ImageUpload.Accepted}" } : problem;
}

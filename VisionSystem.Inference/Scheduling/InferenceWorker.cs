using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Processes a model's queue, one batch at a time: letterboxes each image into its place of the batch tensor, runs the model once,
/// and decodes the output of each image with its own thresholds. A failure of one image affects only that image.
/// </summary>
internal sealed class InferenceWorker
{
    private readonly ILogger<InferenceWorker> _logger;
    private readonly Action<ServedModel> _workNormally;
    private readonly Action<ServedModel> _workExpress;

    public InferenceWorker(ILogger<InferenceWorker> logger) => (_logger, _workNormally, _workExpress) =
        (logger, model => Work(model, WorkerKind.Normal), model => Work(model, WorkerKind.Express));

    /// <summary>Adds a decoded image to the queue of its model and starts a worker if one more is allowed.</summary>
    public void Enqueue(InferenceRequest request) => Start(request.Model, request.Model.Queue.Enqueue(request));

    private void Start(ServedModel model, WorkerKind kind)
    {
        if (kind == WorkerKind.Background)
        {
            BackgroundThread.Start(() => Work(model, kind));
        }
        else if (kind != WorkerKind.None)
        {
            ThreadPool.UnsafeQueueUserWorkItem(kind == WorkerKind.Express ? _workExpress : _workNormally, model, preferLocal: false);
        }
    }

    private void Work(ServedModel model, WorkerKind kind)
    {
        // The requests release their references with their responses, possibly before the worker finds the queue empty.
        var acquired = model.TryAcquire();
        try
        {
            Start(model, ProcessQueue(model, kind));
        }
        finally
        {
            if (acquired)
            {
                model.Release();
            }
        }
    }

    /// <summary>Runs batches until the queue is empty or another kind of worker must go on; returns its kind.</summary>
    private WorkerKind ProcessQueue(ServedModel model, WorkerKind kind)
    {
        ServedModel.Batch batch;
        try
        {
            batch = model.RentBatch();
        }
        catch (Exception e)
        {
            // No memory for another batch. There may be no other worker, so the waiting images fail too.
            Log.BatchNotAllocated(_logger, model.Description.Name, e);
            model.Queue.FailAll(e, kind);
            return WorkerKind.None;
        }

        WorkerKind successor;
        while (model.Queue.DequeueBatch(batch.Images, kind, out successor) is > 0 and var count)
        {
            RunBatch(model, batch, count, kind == WorkerKind.Express);
        }

        model.ReturnBatch(batch);
        return successor;
    }

    private void RunBatch(ServedModel model, ServedModel.Batch batch, int count, bool express)
    {
        var buffers = batch.Buffers;
        var images = batch.Images.AsSpan(0, count);
        try
        {
            var filled = Fill(model, buffers, images);
            if (filled > 0)
            {
                Run(model, buffers, images[..filled], express);
            }
        }
        finally
        {
            images.Clear();
            model.Queue.EndRun(count);
        }
    }

    /// <summary>Letterboxes the images that can meet their deadline into the first places, in their order. Returns their number.</summary>
    private static int Fill(ServedModel model, InferenceBuffers buffers, Span<InferenceRequest> images)
    {
        var filled = 0;
        foreach (var image in images)
        {
            image.QueueMs = image.Timer.End("queue", image.DecodeWait);
            if (image.Deadline.Token.IsCancellationRequested || CannotMeetDeadline(image, model.Queue))
            {
                image.Abandon();
                continue;
            }

            try
            {
                image.Timer.Begin("preprocess", image.Trace);
                buffers.Fill(filled, new UprightView(image.Pixels!, image.Header.Orientation), image.Plan, model.Description.Preparation);
                image.PreprocessMs = image.Timer.End("preprocess");
                images[filled++] = image;
            }
            catch (Exception e)
            {
                image.Fail(e);
            }
        }

        return filled;
    }

    /// <summary>True if the remaining time is below the mean service time and other images wait. Without others it runs anyway, which updates the mean.</summary>
    private static bool CannotMeetDeadline(InferenceRequest image, ModelQueue queue) =>
        queue.Waiting > 0 && image.Deadline.Left < queue.ServiceTime.Mean - TimeSpan.FromMilliseconds(image.DecodeMs);

    private void Run(ServedModel model, InferenceBuffers buffers, ReadOnlySpan<InferenceRequest> images, bool express)
    {
        foreach (var image in images)
        {
            image.Timer.Begin("inference", image.Trace);
        }

        try
        {
            model.Run(buffers, images.Length, alone: express || model.Queue.Admitted == 1);
        }
        catch (Exception e)
        {
            Log.RunFailed(_logger, model.Description.Name, model.Provider, images.Length, e);
            FailOrRunAlone(model, buffers, images);
            return;
        }

        BatchingTelemetry.BatchRun(model.Description.Name, images.Length);
        for (var place = 0; place < images.Length; place++)
        {
            Complete(model, buffers, place, images[place]);
        }
    }

    /// <summary>Runs each image alone: the engine does not report which image of a batch it failed on.</summary>
    private void FailOrRunAlone(ServedModel model, InferenceBuffers buffers, ReadOnlySpan<InferenceRequest> images)
    {
        foreach (var image in images)
        {
            image.Timer.End("inference");
        }

        if (images is [var only])
        {
            only.Complete(InferenceProblems.InferenceFailed.Result($"Model '{model.Description.Name}' failed on {model.Provider}. The log of the service has the cause."));
            return;
        }

        foreach (ref readonly var image in images)
        {
            try
            {
                buffers.Fill(0, new UprightView(image.Pixels!, image.Header.Orientation), image.Plan, model.Description.Preparation);
                Run(model, buffers, new ReadOnlySpan<InferenceRequest>(in image), express: false);
            }
            catch (Exception e)
            {
                image.Fail(e);
            }
        }
    }

    private static void Complete(ServedModel model, InferenceBuffers buffers, int place, InferenceRequest image)
    {
        try
        {
            var inference = image.Timer.End("inference");
            image.Timer.Begin("postprocess", image.Trace);
            var classes = model.Head.Task == ModelTask.Classify ? ResultMapper.Classes(buffers, place, model.Model, image.Parameters) : null;
            var objects = classes is null ? ResultMapper.Objects(buffers, place, model.Model, image.Plan, image.Parameters) : [];
            var postprocess = image.Timer.End("postprocess");
            model.Queue.ServiceTime.Add(TimeSpan.FromMilliseconds(image.DecodeMs + image.PreprocessMs + inference + postprocess));
            var timings = new Timings(image.DecodeMs, image.PreprocessMs, image.QueueMs, inference, postprocess, image.Timer.Total.TotalMilliseconds);
            image.Complete(new InferenceResult(image.Header, model, objects, timings) { Classifications = classes, Brightness = image.Brightness });
        }
        catch (Exception e)
        {
            image.Fail(e);
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(3301, LogLevel.Error, "Not enough memory for another batch of model {Model}: its waiting images fail")]
    public static partial void BatchNotAllocated(ILogger logger, string model, Exception exception);

    [LoggerMessage(3302, LogLevel.Error, "The engine failed: model {Model} on {Provider}, {Images} images in the run")]
    public static partial void RunFailed(ILogger logger, string model, string provider, int images, Exception exception);
}

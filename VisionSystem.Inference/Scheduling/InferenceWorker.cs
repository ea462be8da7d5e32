using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Takes a model's images run by run: letterbox into the slot's places, one run, every head decoded with its image's own
/// thresholds. What is wrong with one image ends that image alone.
/// </summary>
internal sealed class InferenceWorker
{
    private readonly ILogger<InferenceWorker> _logger;
    private readonly Action<ServedModel> _work;

    public InferenceWorker(ILogger<InferenceWorker> logger) => (_logger, _work) = (logger, Work);

    /// <summary>Puts a decoded image in the queue of its model.</summary>
    public void Enqueue(InferenceRequest image)
    {
        if (image.Model.Queue.Enqueue(image))
        {
            ThreadPool.UnsafeQueueUserWorkItem(_work, image.Model, preferLocal: false);
        }
    }

    private void Work(ServedModel model)
    {
        // The images' own references end with their answers, which may be before the worker's last look at the queue.
        var held = model.TryAcquire();
        try
        {
            WorkOff(model);
        }
        finally
        {
            if (held)
            {
                model.Release();
            }
        }
    }

    private void WorkOff(ServedModel model)
    {
        ServedModel.Batch batch;
        try
        {
            batch = model.RentBatch();
        }
        catch (Exception e)
        {
            // No memory for another run. Those that wait have no other worker to wait for, perhaps.
            Log.NoRoom(_logger, model.Description.Name, e);
            model.Queue.FailAll(e);
            return;
        }

        while (model.Queue.DequeueBatch(batch.Images) is > 0 and var count)
        {
            RunBatch(model, batch, count);
        }

        model.ReturnBatch(batch);
    }

    private void RunBatch(ServedModel model, ServedModel.Batch batch, int count)
    {
        var slot = batch.Buffers;
        var images = batch.Images.AsSpan(0, count);
        try
        {
            var filled = Fill(model, slot, images);
            if (filled > 0)
            {
                Run(model, slot, images[..filled]);
            }
        }
        finally
        {
            images.Clear();
            model.Queue.Ended(count);
        }
    }

    /// <summary>Brings the images that are still wanted to the slot's first places, in their order; how many those are.</summary>
    private static int Fill(ServedModel model, InferenceBuffers slot, Span<InferenceRequest> images)
    {
        var filled = 0;
        foreach (var image in images)
        {
            image.QueueMs = image.Clock.End("queue", image.DecodeWait);
            if (image.Deadline.Token.IsCancellationRequested || CannotBeMet(image, model.Queue))
            {
                image.Abandon();
                continue;
            }

            try
            {
                image.Clock.Begin("preprocess", image.Trace);
                slot.Fill(filled, new UprightView(image.Pixels!, image.Header.Orientation), image.Plan, model.Description.Preparation);
                image.PreprocessMs = image.Clock.End("preprocess");
                images[filled++] = image;
            }
            catch (Exception e)
            {
                image.Fail(e);
            }
        }

        return filled;
    }

    /// <summary>Whether it would be late by the measured time of an image. While nothing else waits it runs all the same, so that the measure is renewed.</summary>
    private static bool CannotBeMet(InferenceRequest image, ModelQueue queue) =>
        queue.Waiting > 0 && image.Deadline.Left < queue.ServiceTime.Mean - TimeSpan.FromMilliseconds(image.DecodeMs);

    private void Run(ServedModel model, InferenceBuffers slot, ReadOnlySpan<InferenceRequest> images)
    {
        foreach (var image in images)
        {
            image.Clock.Begin("inference", image.Trace);
        }

        try
        {
            model.Run(slot, images.Length, alone: model.Queue.Admitted == 1);
        }
        catch (Exception e)
        {
            Log.RunFailed(_logger, model.Description.Name, model.Provider, images.Length, e);
            FailOrRunAlone(model, slot, images);
            return;
        }

        BatchingTelemetry.Ran(model.Description.Name, images.Length);
        for (var place = 0; place < images.Length; place++)
        {
            Complete(model, slot, place, images[place]);
        }
    }

    /// <summary>The engine does not say which image it failed on, so each gets a run of its own.</summary>
    private void FailOrRunAlone(ServedModel model, InferenceBuffers slot, ReadOnlySpan<InferenceRequest> images)
    {
        foreach (var image in images)
        {
            image.Clock.End("inference");
        }

        if (images is [var only])
        {
            only.Complete(InferenceProblems.InferenceFailed.Result($"Model '{model.Description.Name}' failed on {model.Provider}; the log has the cause."));
            return;
        }

        foreach (ref readonly var image in images)
        {
            try
            {
                slot.Fill(0, new UprightView(image.Pixels!, image.Header.Orientation), image.Plan, model.Description.Preparation);
                Run(model, slot, new ReadOnlySpan<InferenceRequest>(in image));
            }
            catch (Exception e)
            {
                image.Fail(e);
            }
        }
    }

    private static void Complete(ServedModel model, InferenceBuffers slot, int place, InferenceRequest image)
    {
        try
        {
            var inference = image.Clock.End("inference");
            image.Clock.Begin("postprocess", image.Trace);
            var classes = model.Head.Task == ModelTask.Classify ? ResultMapper.Classes(slot, place, model.Model, image.Parameters) : null;
            var objects = classes is null ? ResultMapper.Objects(slot, place, model.Model, image.Plan, image.Parameters) : [];
            var postprocess = image.Clock.End("postprocess");
            model.Queue.ServiceTime.Add(TimeSpan.FromMilliseconds(image.DecodeMs + image.PreprocessMs + inference + postprocess));
            var timings = new Timings(image.DecodeMs, image.PreprocessMs, image.QueueMs, inference, postprocess, image.Clock.Total.TotalMilliseconds);
            image.Complete(new InferenceResult(image.Header, model, objects, timings) { Classifications = classes, Brightness = image.Brightness });
        }
        catch (Exception e)
        {
            image.Fail(e);
        }
    }
}

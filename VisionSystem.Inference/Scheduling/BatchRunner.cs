using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Takes a model's photos run by run: letterbox into the slot's places, one run, every head decoded with its photo's own
/// thresholds. What is wrong with one photo ends that photo alone.
/// </summary>
internal sealed class BatchRunner
{
    private readonly ILogger<BatchRunner> _logger;
    private readonly Action<ServedModel> _work;

    public BatchRunner(ILogger<BatchRunner> logger) => (_logger, _work) = (logger, Work);

    /// <summary>Puts a decoded photo in the queue of its model.</summary>
    public void Enqueue(QueuedPhoto photo)
    {
        if (photo.Model.Queue.Enqueue(photo))
        {
            ThreadPool.UnsafeQueueUserWorkItem(_work, photo.Model, preferLocal: false);
        }
    }

    private void Work(ServedModel model)
    {
        // The photos' own references end with their answers, which may be before the worker's last look at the queue.
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

        while (model.Queue.Take(batch.Images) is > 0 and var count)
        {
            RunBatch(model, batch, count);
        }

        model.ReturnBatch(batch);
    }

    private void RunBatch(ServedModel model, ServedModel.Batch batch, int count)
    {
        var slot = batch.Buffers;
        var photos = batch.Images.AsSpan(0, count);
        try
        {
            var filled = Fill(model, slot, photos);
            if (filled > 0)
            {
                Run(model, slot, photos[..filled]);
            }
        }
        finally
        {
            photos.Clear();
            model.Queue.Ended(count);
        }
    }

    /// <summary>Brings the photos that are still wanted to the slot's first places, in their order; how many those are.</summary>
    private static int Fill(ServedModel model, RunSlot slot, Span<QueuedPhoto> photos)
    {
        var filled = 0;
        foreach (var photo in photos)
        {
            photo.QueueMs = photo.Clock.End("queue", photo.DecodeWait);
            if (photo.Deadline.Token.IsCancellationRequested || CannotBeMet(photo, model.Queue))
            {
                photo.Abandon();
                continue;
            }

            try
            {
                photo.Clock.Begin("preprocess", photo.Trace);
                slot.Fill(filled, new UprightView(photo.Pixels!, photo.Header.Orientation), photo.Plan, model.Description.Preparation);
                photo.PreprocessMs = photo.Clock.End("preprocess");
                photos[filled++] = photo;
            }
            catch (Exception e)
            {
                photo.Fail(e);
            }
        }

        return filled;
    }

    /// <summary>Whether it would be late by the measured time of a photo. While nothing else waits it runs all the same, so that the measure is renewed.</summary>
    private static bool CannotBeMet(QueuedPhoto photo, RunQueue queue) =>
        queue.Waiting > 0 && photo.Deadline.Left < queue.ServiceTime.Mean - TimeSpan.FromMilliseconds(photo.DecodeMs);

    private void Run(ServedModel model, RunSlot slot, ReadOnlySpan<QueuedPhoto> photos)
    {
        foreach (var photo in photos)
        {
            photo.Clock.Begin("inference", photo.Trace);
        }

        try
        {
            model.Run(slot, photos.Length, alone: model.Queue.Admitted == 1);
        }
        catch (Exception e)
        {
            Log.RunFailed(_logger, model.Description.Name, model.Provider, photos.Length, e);
            FailOrRunAlone(model, slot, photos);
            return;
        }

        BatchingTelemetry.Ran(model.Description.Name, photos.Length);
        for (var place = 0; place < photos.Length; place++)
        {
            Answer(model, slot, place, photos[place]);
        }
    }

    /// <summary>The engine does not say which photo it failed on, so each gets a run of its own.</summary>
    private void FailOrRunAlone(ServedModel model, RunSlot slot, ReadOnlySpan<QueuedPhoto> photos)
    {
        foreach (var photo in photos)
        {
            photo.Clock.End("inference");
        }

        if (photos is [var only])
        {
            only.Complete(InferenceProblems.InferenceFailed.Result($"Model '{model.Description.Name}' failed on {model.Provider}; the log has the cause."));
            return;
        }

        foreach (ref readonly var photo in photos)
        {
            try
            {
                slot.Fill(0, new UprightView(photo.Pixels!, photo.Header.Orientation), photo.Plan, model.Description.Preparation);
                Run(model, slot, new ReadOnlySpan<QueuedPhoto>(in photo));
            }
            catch (Exception e)
            {
                photo.Fail(e);
            }
        }
    }

    private static void Answer(ServedModel model, RunSlot slot, int place, QueuedPhoto photo)
    {
        try
        {
            var inference = photo.Clock.End("inference");
            photo.Clock.Begin("postprocess", photo.Trace);
            var classes = model.Head.Task == ModelTask.Classify ? Findings.Classes(slot, place, model.Model, photo.Parameters) : null;
            var objects = classes is null ? Findings.Objects(slot, place, model.Model, photo.Plan, photo.Parameters) : [];
            var postprocess = photo.Clock.End("postprocess");
            model.Queue.ServiceTime.Add(TimeSpan.FromMilliseconds(photo.DecodeMs + photo.PreprocessMs + inference + postprocess));
            var timings = new Timings(photo.DecodeMs, photo.PreprocessMs, photo.QueueMs, inference, postprocess, photo.Clock.Total.TotalMilliseconds);
            photo.Complete(new PhotoAnswer(photo.Header, model, objects, timings) { Classifications = classes, Brightness = photo.Brightness });
        }
        catch (Exception e)
        {
            photo.Fail(e);
        }
    }
}

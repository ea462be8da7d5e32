using Microsoft.ML.OnnxRuntime;
using VisionSystem.Inference.Detection;
using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Imaging.Letterboxing;
using VisionSystem.Inference.Models;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Pipeline;

/// <summary>
/// The way of a photo: header, limits, admission, decode, letterbox straight into the run's input, run, decode of the
/// head, what was found mapped back to the pixels a person sees.
/// </summary>
internal sealed class PhotoPipeline(ImageCodecs codecs, DecodeLane lane, TimeProvider time, ILogger<PhotoPipeline> logger)
{
    public async ValueTask<PhotoOutcome> RunAsync(
        ReadOnlyMemory<byte> photo, LoadedModel model, DetectionParameters parameters, CancellationToken cancellationToken)
    {
        var clock = new PhaseClock(time);
        var fault = codecs.ReadHeader(photo.Span, out var header, out var detail);
        if (fault != ImageFault.None)
        {
            return InferenceProblems.Of(fault).Result(detail!);
        }

        using var admission = model.Gate.TryEnter();
        if (admission is null)
        {
            return InferenceProblems.QueueFull.Result(
                $"{model.Gate.Capacity} photos are running or waiting for model '{model.Description.Name}'.", retryAfter: TimeSpan.FromSeconds(1));
        }

        var plan = model.Description.Preparation.Plan(
            header.UprightWidth, header.UprightHeight, model.Description.InputWidth, model.Description.InputHeight);
        clock.Begin("decode");
        var (pixels, decodeFault, decodeDetail) = await DecodeAsync(photo, header, plan, cancellationToken);
        var decode = clock.End("decode");
        if (pixels is null)
        {
            return InferenceProblems.Of(decodeFault).Result(decodeDetail!);
        }

        using (pixels)
        {
            clock.Begin("queue");
            await admission.WaitAsync(cancellationToken);
            var queue = clock.End("queue");
            return Infer(pixels, header, plan, model, parameters, clock, decode, queue);
        }
    }

    private async ValueTask<(PixelBuffer? Pixels, ImageFault Fault, string? Detail)> DecodeAsync(
        ReadOnlyMemory<byte> photo, ImageHeader header, LetterboxPlan plan, CancellationToken cancellationToken)
    {
        await lane.EnterAsync(cancellationToken);
        try
        {
            var fault = codecs.Decode(photo, header, plan.ScaledWidth, plan.ScaledHeight, out var pixels, out var detail);
            return (pixels, fault, detail);
        }
        finally
        {
            lane.Leave();
        }
    }

    private PhotoOutcome Infer(
        PixelBuffer pixels, ImageHeader header, LetterboxPlan plan, LoadedModel model, DetectionParameters parameters, PhaseClock clock, double decode, double queue)
    {
        var slot = model.RentSlot();
        try
        {
            clock.Begin("preprocess");
            slot.Fill(new UprightView(pixels, header.Orientation), plan, model.Description.Preparation);
            var preprocess = clock.End("preprocess");

            clock.Begin("inference");
            model.Run(slot);
            var inference = clock.End("inference");

            clock.Begin("postprocess");
            var classes = model.Head.Task == ModelTask.Classify ? Findings.Classes(slot, model, parameters) : null;
            var objects = classes is null ? Findings.Objects(slot, model, plan, parameters) : [];
            var postprocess = clock.End("postprocess");
            return new PhotoAnswer(
                header, model, objects, new Timings(decode, preprocess, queue, inference, postprocess, clock.Total.TotalMilliseconds))
            {
                Classifications = classes,
            };
        }
        catch (OnnxRuntimeException e)
        {
            Log.RunFailed(logger, model.Description.Name, model.Provider, e);
            return InferenceProblems.InferenceFailed.Result($"Model '{model.Description.Name}' failed on {model.Provider}; the log has the cause.");
        }
        finally
        {
            model.ReturnSlot(slot);
        }
    }
}

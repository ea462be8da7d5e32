using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.OrientedBoxes;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>Converts the output of a run to the response's records, in pixels of the image.</summary>
internal static class ResultMapper
{
    /// <summary>Returns the classes of a classifier, most confident first.</summary>
    public static ClassScore[] Classes(InferenceBuffers buffers, int slot, LoadedModel model, in DetectionParameters parameters)
    {
        model.Head.Decoder.Decode(buffers.Output(slot), parameters, buffers.Scratch);
        var candidates = buffers.Scratch.Candidates.Items;
        var classes = new ClassScore[candidates.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = new ClassScore(model.Description.Labels[candidates[i].ClassId], candidates[i].ClassId, candidates[i].Score);
        }

        return classes;
    }

    /// <summary>Returns the detections of any other model, with the additional output of its task where requested.</summary>
    public static Detection[] Objects(InferenceBuffers buffers, int slot, LoadedModel model, in LetterboxPlan plan, in DetectionParameters parameters)
    {
        var output = buffers.Output(slot);
        model.Head.Decoder.Decode(output, parameters, buffers.Scratch);
        var candidates = buffers.Scratch.Candidates.Items;
        var masks = parameters.Task == ModelTask.Segment ? buffers.Prototypes(slot) : default;
        var objects = new Detection[candidates.Length];
        for (var i = 0; i < objects.Length; i++)
        {
            ref readonly var candidate = ref candidates[i];
            var plain = new Detection(
                model.Description.Labels[candidate.ClassId], candidate.ClassId, candidate.Score, BoxOf(model.Head, candidate, plan));
            objects[i] = parameters.Task switch
            {
                ModelTask.Obb => OrientedReader.With(plain, candidate, plan),
                ModelTask.Pose => plain with
                {
                    Keypoints = KeypointReader.Read(output, model.Head.Extras, model.Head.KeypointValues, candidate.Anchor, plan),
                },
                ModelTask.Segment => plain with
                {
                    Mask = MaskReader.Read(
                        output, model.Head.Extras, model.Head.Prototypes!, masks, candidate, plan, plain.Box, parameters.Masks, buffers.Scratch.Mask),
                },
                _ => plain,
            };
        }

        return objects;
    }

    private static Box BoxOf(Head head, in Candidate candidate, in LetterboxPlan plan) => head.Task == ModelTask.Obb
        ? OrientedReader.BoxAround(candidate, plan)
        : plan.ToImage(new Box(candidate.X1, candidate.Y1, candidate.X2, candidate.Y2));
}

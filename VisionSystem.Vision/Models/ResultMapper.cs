using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.OrientedBoxes;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>Turns a finished run into what is answered, in pixels of the image.</summary>
internal static class ResultMapper
{
    /// <summary>The classes of a classifier, likeliest first.</summary>
    public static ClassScore[] Classes(InferenceBuffers slot, int place, LoadedModel model, in DetectionParameters parameters)
    {
        model.Head.Decoder.Decode(slot.Output(place), parameters, slot.Scratch);
        var candidates = slot.Scratch.Candidates.Items;
        var classes = new ClassScore[candidates.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = new ClassScore(model.Description.Labels[candidates[i].ClassId], candidates[i].ClassId, candidates[i].Score);
        }

        return classes;
    }

    /// <summary>The objects of any other model, with what its task adds where that is asked for.</summary>
    public static Detection[] Objects(InferenceBuffers slot, int place, LoadedModel model, in LetterboxPlan plan, in DetectionParameters parameters)
    {
        var output = slot.Output(place);
        model.Head.Decoder.Decode(output, parameters, slot.Scratch);
        var candidates = slot.Scratch.Candidates.Items;
        var masks = parameters.Task == ModelTask.Segment ? slot.Prototypes(place) : default;
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
                        output, model.Head.Extras, model.Head.Prototypes!, masks, candidate, plan, plain.Box, parameters.Masks, slot.Scratch.Mask),
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

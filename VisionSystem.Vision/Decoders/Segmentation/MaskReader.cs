using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>Makes the mask of a kept box.</summary>
internal static class MaskReader
{
    private const int MostCoefficients = 256;

    /// <param name="output">The head's output.</param>
    /// <param name="extras">Where the coefficients lie in it.</param>
    /// <param name="prototypes">The prototypes' shape.</param>
    /// <param name="masks">Their values.</param>
    /// <param name="candidate">The box on the input.</param>
    /// <param name="plan">From the input to the image.</param>
    /// <param name="box">The box on the image.</param>
    /// <param name="form">What is wanted.</param>
    /// <param name="field">Working memory.</param>
    public static Mask Read(
        ReadOnlySpan<float> output, in HeadExtras extras, Prototypes prototypes, ReadOnlySpan<float> masks,
        in Candidate candidate, in LetterboxPlan plan, Box box, MaskForm form, MaskField field)
    {
        Span<float> coefficients = stackalloc float[MostCoefficients];
        coefficients = coefficients[..prototypes.Count];
        extras.CopyTo(output, candidate.Anchor, coefficients);
        var cell = new Vector2((float)plan.InputWidth / prototypes.Width, (float)plan.InputHeight / prototypes.Height);
        field.Assemble(prototypes, masks, coefficients, candidate, cell.X, cell.Y);
        return new Mask
        {
            Polygons = form is MaskForm.Rle ? null : MaskPolygons.Of(field, cell, plan, box),
            Rle = form is MaskForm.Polygon ? null : MaskRaster.Of(field, cell, plan, box),
        };
    }
}

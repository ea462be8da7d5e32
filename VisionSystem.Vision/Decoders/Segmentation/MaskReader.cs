using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>Computes the mask of a detection.</summary>
internal static class MaskReader
{
    private const int MaxCoefficients = 256;

    /// <summary>Computes the mask of one candidate.</summary>
    /// <param name="output">The head's output.</param>
    /// <param name="extras">The position of the coefficients in the output.</param>
    /// <param name="prototypes">The prototypes' shape.</param>
    /// <param name="masks">The prototypes' values.</param>
    /// <param name="candidate">The box on the input.</param>
    /// <param name="plan">The mapping from the input to the image.</param>
    /// <param name="box">The box on the image.</param>
    /// <param name="form">The requested format.</param>
    /// <param name="field">The working memory.</param>
    public static Mask Read(
        ReadOnlySpan<float> output, in HeadExtras extras, Prototypes prototypes, ReadOnlySpan<float> masks,
        in Candidate candidate, in LetterboxPlan plan, Box box, MaskForm form, MaskField field)
    {
        Span<float> coefficients = stackalloc float[MaxCoefficients];
        coefficients = coefficients[..prototypes.Count];
        extras.CopyTo(output, candidate.Anchor, coefficients);
        var cell = new Vector2((float)plan.InputWidth / prototypes.Width, (float)plan.InputHeight / prototypes.Height);
        field.Assemble(prototypes, masks, coefficients, candidate, cell.X, cell.Y);
        return new Mask
        {
            Polygons = form is MaskForm.Rle ? null : MaskPolygons.Create(field, cell, plan, box),
            Rle = form is MaskForm.Polygon ? null : MaskRaster.Create(field, cell, plan, box),
        };
    }
}

/// <summary>The format of masks.</summary>
internal enum MaskForm
{
    Polygon,
    Rle,
    Both,
}

using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>The images in a body that are sent as text. They are decoded in the memory of the body after all of it is read.</summary>
internal sealed class UploadTexts(UploadLimits limits)
{
    private readonly List<(int Start, int Length, TextEscapes Escapes, ProblemResult? Problem)> _texts = [];

    public int Count => _texts.Count;

    /// <summary>True above the maximum number of images. Further ones are not stored: a body can hold millions.</summary>
    public bool IsOverfull => _texts.Count > limits.Images;

    public void Add(int start, int length, TextEscapes escapes) => Add((start, length, escapes, null));

    /// <summary>Adds a value in place of an image that is not a text.</summary>
    public void AddUnreadable(ProblemResult problem) => Add((0, 0, TextEscapes.None, problem));

    public ProblemResult? Refuse() => IsOverfull ? limits.TooMany() : null;

    /// <summary>Decodes the images. The upload owns the body from then on.</summary>
    public (ImageUpload?, ProblemResult?) Decode(ImageBody body, UploadFields fields, bool isList)
    {
        var images = new List<UploadedImage>(_texts.Count);
        foreach (var (start, length, escapes, problem) in _texts)
        {
            images.Add(problem is null ? UploadedImage.OfText(body.Part(start, length), escapes, limits) : UploadedImage.Unreadable(problem));
        }

        return images.Sum(image => (long)image.Image.Length) > limits.TotalBytes
            ? (null, limits.TooLarge())
            : (new ImageUpload(images, fields.Form, isList, body) { Urls = fields.Urls }, null);
    }

    private void Add((int, int, TextEscapes, ProblemResult?) text)
    {
        if (!IsOverfull)
        {
            _texts.Add(text);
        }
    }
}

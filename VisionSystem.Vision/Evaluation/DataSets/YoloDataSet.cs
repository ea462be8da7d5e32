using System.Globalization;
using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>
/// A folder of images and a folder of label files of the same names (<c>a/b.jpg</c> and <c>a/b.txt</c>). Label files are read
/// again for each image, so only paths are held in memory.
/// </summary>
internal sealed class YoloDataSet : IDataSet
{
    private readonly string[] _labels;
    private readonly int? _classCount;

    /// <summary>Lists the images and reads every label once, so that an invalid line is reported before a long run.</summary>
    /// <exception cref="DataSetException">A folder or file cannot be read; the message names the file and line.</exception>
    public YoloDataSet(string images, string labels)
    {
        if (!Directory.Exists(labels))
        {
            throw new DataSetException($"{labels} is not a folder of label files");
        }

        var names = ClassNameFile.Find(labels);
        var named = names is null ? null : ClassNameFile.Read(names);
        _classCount = named?.Count;
        Images = ImageFiles.In(images);
        _labels = [.. Images.Select(image => Path.Combine(labels, Path.ChangeExtension(Path.GetRelativePath(images, image), ".txt")))];
        var missing = _labels.Count(label => !File.Exists(label));
        if (missing == _labels.Length)
        {
            throw new DataSetException($"No image of {images} has a label file in {labels}; {_labels[0]} would be the first one");
        }

        var highest = _labels.SelectMany(label => YoloLabelFile.Read(label, _classCount)).Select(truth => truth.ClassId).DefaultIfEmpty(-1).Max();
        Classes = named ?? [.. Enumerable.Range(0, highest + 1).Select(id => id.ToString(CultureInfo.InvariantCulture))];
        Notes =
        [
            names is null ? $"No class names in {labels} or its parent folders (obj.names, data.yaml, classes.txt): classes are numbers" : $"Class names from {names}",
            .. missing > 0 ? [$"{missing} of {_labels.Length} images have no label file and count as empty"] : (string[])[],
        ];
    }

    public IReadOnlyList<string> Classes { get; }

    public bool HasNames => _classCount is not null;

    public IReadOnlyList<string> Images { get; }

    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<GroundTruthObject> Objects(int image, int width, int height) =>
    [
        .. YoloLabelFile.Read(_labels[image], _classCount).Select(truth =>
        {
            var box = new PixelBox(truth.Box.X * width, truth.Box.Y * height, truth.Box.Width * width, truth.Box.Height * height);
            return truth with { Box = box, Area = box.Area };
        }),
    ];
}

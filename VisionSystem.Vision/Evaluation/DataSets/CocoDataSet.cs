using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO data set file. Category ids may have gaps; classes are the categories in order of their ids.</summary>
internal sealed class CocoDataSet : IDataSet
{
    private readonly long[] _imageIds;
    private readonly Dictionary<long, List<GroundTruthObject>> _objects = [];
    private readonly Dictionary<long, int> _classes;

    /// <summary>Reads a data set file.</summary>
    /// <param name="file">The data set file.</param>
    /// <param name="folder">The folder of its images; null when stored detections are measured and no image is opened.</param>
    /// <exception cref="DataSetException">The file is invalid; the message names the file and position.</exception>
    public CocoDataSet(string file, string? folder)
    {
        var coco = CocoJson.ReadFile(file);
        if (coco is not { Images: { } images, Annotations: { } annotations, Categories: { } categories })
        {
            throw new DataSetException($"{file} is not a COCO data set: images, annotations and categories are expected");
        }

        categories.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        Classes = [.. categories.Select(category => category.Name ?? $"category {category.Id}")];
        if (Classes.CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key is { } duplicate)
        {
            throw new DataSetException($"{file}: two categories have the name '{duplicate}'");
        }

        _classes = categories.Index().GroupBy(category => category.Item.Id).ToDictionary(group => group.Key, group => group.First().Index);
        foreach (var annotation in annotations)
        {
            Add(file, annotation);
        }

        // COCO's tools process images by id, which orders equal scores.
        images.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        var listed = images.Count;
        if (folder is not null)
        {
            images.RemoveAll(image => !File.Exists(PathOf(folder, image)));
        }

        if (images.Count == 0)
        {
            throw new DataSetException(listed == 0 ? $"{file} lists no image" : $"None of the {listed} images of {file} is in {folder}");
        }

        _imageIds = [.. images.Select(image => image.Id)];
        Images = [.. images.Select(image => PathOf(folder ?? "", image))];
        Notes = listed > images.Count ? [$"{listed - images.Count} of the {listed} images of {file} are not in {folder} and are excluded"] : [];
    }

    public IReadOnlyList<string> Classes { get; }

    public bool HasNames => true;

    public IReadOnlyList<string> Images { get; }

    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<GroundTruthObject> Objects(int image, int width, int height) => Objects(_imageIds[image]);

    /// <summary>Measures a COCO results file against this data set.</summary>
    /// <exception cref="DataSetException">An entry is not a detection in an image of this data set.</exception>
    public AccuracyReport Measure(CocoResults results)
    {
        var evaluation = new CocoEvaluation(Classes);
        var detections = results.ByImage(_classes, _imageIds.ToHashSet());
        foreach (var (image, id) in _imageIds.Index())
        {
            evaluation.Add(image, Objects(id), detections.TryGetValue(id, out var found) ? found : []);
        }

        return evaluation.Report();
    }

    private List<GroundTruthObject> Objects(long imageId) => _objects.TryGetValue(imageId, out var objects) ? objects : [];

    private void Add(string file, CocoAnnotation annotation)
    {
        if (annotation.Bbox is not [var x, var y, var width, var height])
        {
            throw new DataSetException($"{file}: annotation {annotation.Id} has no bbox of four numbers");
        }

        if (!_classes.TryGetValue(annotation.CategoryId, out var classId))
        {
            throw new DataSetException($"{file}: annotation {annotation.Id} is of category {annotation.CategoryId}, which is not among the categories");
        }

        if (!_objects.TryGetValue(annotation.ImageId, out var objects))
        {
            _objects[annotation.ImageId] = objects = [];
        }

        var box = new PixelBox(x, y, width, height);
        objects.Add(new GroundTruthObject(classId, box, annotation.Area ?? box.Area, annotation.IsCrowd != 0));
    }

    private static string PathOf(string images, CocoImage image) => Path.Combine(images, image.FileName ?? $"{image.Id}.jpg");
}

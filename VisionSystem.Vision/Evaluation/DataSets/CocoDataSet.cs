using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>A COCO data set file. Category ids may have gaps; classes are the categories in order of their ids.</summary>
internal sealed class CocoDataSet : IDataSet
{
    private readonly long[] _imageIds;
    private readonly Dictionary<long, List<GroundTruthObject>> _objects = [];
    private readonly Dictionary<long, int> _classes;

    /// <param name="file">The data set file.</param>
    /// <param name="images">The folder of its photos; null where detections are measured and no photo is opened.</param>
    /// <exception cref="DataSetException">It cannot be read; the message names file and place.</exception>
    public CocoDataSet(string file, string? images)
    {
        var coco = CocoJson.ReadFile(file);
        if (coco is not { Images: { } photos, Annotations: { } annotations, Categories: { } categories })
        {
            throw new DataSetException($"{file} is no COCO data set: it is to hold images, annotations and categories");
        }

        categories.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        Classes = [.. categories.Select(category => category.Name ?? $"category {category.Id}")];
        if (Classes.CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key is { } twice)
        {
            throw new DataSetException($"{file}: two categories are called '{twice}'");
        }

        _classes = categories.Index().GroupBy(category => category.Item.Id).ToDictionary(group => group.Key, group => group.First().Index);
        foreach (var annotation in annotations)
        {
            Add(file, annotation);
        }

        // COCO's tools go through the photos by id; equal scores are ordered by it.
        photos.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        var all = photos.Count;
        if (images is not null)
        {
            photos.RemoveAll(photo => !File.Exists(PathOf(images, photo)));
        }

        if (photos.Count == 0)
        {
            throw new DataSetException(all == 0 ? $"{file} lists no photo" : $"None of the {all} photos of {file} is in {images}");
        }

        _imageIds = [.. photos.Select(photo => photo.Id)];
        Photos = [.. photos.Select(photo => PathOf(images ?? "", photo))];
        Notes = all > photos.Count ? [$"{all - photos.Count} of the {all} photos of {file} are not in {images} and are left out"] : [];
    }

    public IReadOnlyList<string> Classes { get; }

    public bool HasNames => true;

    public IReadOnlyList<string> Photos { get; }

    public IReadOnlyList<string> Notes { get; }

    public IReadOnlyList<GroundTruthObject> Objects(int photo, int width, int height) => Objects(_imageIds[photo]);

    /// <summary>Measures a COCO results file against this data set.</summary>
    /// <exception cref="DataSetException">An entry is no detection of a photo of this data set.</exception>
    public AccuracyReport Measure(CocoResults results)
    {
        var evaluation = new CocoEvaluation(Classes);
        var detections = results.ByImage(_classes, _imageIds.ToHashSet());
        foreach (var (photo, id) in _imageIds.Index())
        {
            evaluation.Add(photo, Objects(id), detections.TryGetValue(id, out var found) ? found : []);
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

    private static string PathOf(string images, CocoImage photo) => Path.Combine(images, photo.FileName ?? $"{photo.Id}.jpg");
}

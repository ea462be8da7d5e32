using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Weights that a graph keeps in files beside it (ONNX's "external data"). They are read into the graph: the engine would
/// map the files, and a mapped file that is cut short ends the process.
/// </summary>
internal static class ExternalWeights
{
    /// <summary>Protobuf ends at 2 GB.</summary>
    private const long MostBytes = 2_000_000_000;

    /// <summary>The files that a graph names, each once, in order.</summary>
    /// <exception cref="ModelException">The file holds no graph.</exception>
    public static IReadOnlyList<string> Locations(string modelFile) => [.. Files(Tensors(Parse(modelFile)))];

    /// <summary>SHA-256 of a graph and of the files that it names; the graph's own where it names none.</summary>
    /// <exception cref="ModelException">A file is missing, or is not to be read.</exception>
    public static string Hash(string modelFile, string graphSha256) =>
        Combine(graphSha256, Locations(modelFile).Select(location => (location, FileScan.Of(Existing(modelFile, location)).Sha256)));

    /// <summary>Reads the weights into the graph.</summary>
    /// <returns>The bytes of an ONNX file, and the hash of everything that was read; null where the graph names no files.</returns>
    /// <exception cref="ModelException">A file is missing, too short, too large, or not to be read; the message names it.</exception>
    public static (byte[] Model, string Sha256)? ReadIn(string modelFile, string graphSha256)
    {
        var model = Parse(modelFile);
        var tensors = Tensors(model);
        if (tensors.Count == 0)
        {
            return null;
        }

        var files = Files(tensors).ToDictionary(location => location, location => Existing(modelFile, location), StringComparer.Ordinal);
        RequireRoom(modelFile, files.Values.Sum(file => new FileInfo(file).Length));
        var contents = files.ToDictionary(file => file.Key, file => File.ReadAllBytes(file.Value), StringComparer.Ordinal);

        // Tensors may share a file's bytes, so that a small file could become a graph of any size.
        RequireRoom(modelFile, tensors.Sum(tensor => (long)Part(modelFile, tensor, contents).Length));
        foreach (var tensor in tensors)
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Part(modelFile, tensor, contents));
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }

        var hashes = contents.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, Convert.ToHexStringLower(SHA256.HashData(file.Value))));
        return (model.ToByteArray(), Combine(graphSha256, hashes));
    }

    /// <summary>Where a named file lies.</summary>
    /// <exception cref="ModelException">It lies outside the model's folder.</exception>
    public static string PathOf(string modelFile, string location)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
            || location.Split('/', '\\').Contains("..") || Path.GetFullPath(Path.Combine(folder, location)) is not { } path || !IsWithin(path, folder))
        {
            throw Refused(modelFile, location);
        }

        // Links may lead within the folder, or to where the model itself is a link to, as caches of downloads have it.
        var target = LinkedPath.Resolve(path);
        return IsWithin(target, LinkedPath.Resolve(folder)) || IsWithin(target, Path.GetDirectoryName(LinkedPath.Resolve(Path.GetFullPath(modelFile)))!)
            ? path
            : throw Refused(modelFile, location);
    }

    private static string Existing(string modelFile, string location) => PathOf(modelFile, location) is var path && File.Exists(path)
        ? path
        : throw Bad(modelFile, $"keeps weights in '{location}', which is missing: put that file beside the model");

    private static ReadOnlyMemory<byte> Part(string modelFile, TensorProto tensor, Dictionary<string, byte[]> contents)
    {
        var location = Entry(tensor, "location") ?? "";
        var content = contents[location];
        if (!TryNumber(tensor, "offset", 0, out var offset) || !TryNumber(tensor, "length", Math.Max(0, content.Length - offset), out var length))
        {
            throw Bad(modelFile, $"states no usable offset and length for the weights '{tensor.Name}' in '{location}': export it again");
        }

        if (offset + length <= content.Length)
        {
            return content.AsMemory((int)offset, (int)length);
        }

        var needs = string.Create(
            CultureInfo.InvariantCulture,
            $"needs {length} bytes at {offset} of '{location}' for the weights '{tensor.Name}', and that file has {content.Length}: it is cut short or of another export; copy both files again");
        throw Bad(modelFile, FileSignature.Substitute(content.AsSpan(0, Math.Min(512, content.Length))) is { } substitute ? $"keeps weights in '{location}', which {substitute}" : needs);
    }

    private static bool TryNumber(TensorProto tensor, string key, long without, out long number)
    {
        number = without;
        return Entry(tensor, key) is not { } text
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MostBytes);
    }

    private static void RequireRoom(string modelFile, long weights)
    {
        if (weights + new FileInfo(modelFile).Length > MostBytes)
        {
            throw Bad(modelFile, $"and its weights have {weights >> 20} MB, and 2 GB is the most that can be served: export it in float16 or quantised");
        }
    }

    private static ModelProto Parse(string modelFile)
    {
        try
        {
            using var stream = File.OpenRead(modelFile);
            return ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException(ModelFault.Unusable, $"{modelFile} {EngineError.NoModel}", e);
        }
    }

    private static IEnumerable<string> Files(IEnumerable<TensorProto> tensors) =>
        tensors.Select(tensor => Entry(tensor, "location") ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;

    private static List<TensorProto> Tensors(ModelProto model) =>
    [
        .. (model.Graph is { } graph ? Of(graph) : []).Concat(model.Functions.SelectMany(function => function.Node.SelectMany(Of)))
            .Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External),
    ];

    private static IEnumerable<TensorProto> Of(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Of)).Concat(graph.Node.SelectMany(Of));

    private static IEnumerable<TensorProto> Of(NodeProto node) => node.Attribute.SelectMany(Of);

    private static IEnumerable<TensorProto> Of(AttributeProto attribute)
    {
        TensorProto?[] single = [attribute.T];
        GraphProto?[] graph = [attribute.G];
        SparseTensorProto?[] sparse = [attribute.SparseTensor];
        return single.OfType<TensorProto>().Concat(attribute.Tensors)
            .Concat(sparse.OfType<SparseTensorProto>().Concat(attribute.SparseTensors).SelectMany(Of))
            .Concat(graph.OfType<GraphProto>().Concat(attribute.Graphs).SelectMany(Of));
    }

    private static IEnumerable<TensorProto> Of(SparseTensorProto tensor)
    {
        TensorProto?[] parts = [tensor.Values, tensor.Indices];
        return parts.OfType<TensorProto>();
    }

    private static string Combine(string graphSha256, IEnumerable<(string Location, string Sha256)> files)
    {
        var text = string.Join('\n', files.Select(file => $"{file.Sha256} {file.Location}"));
        return text.Length == 0 ? graphSha256 : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{graphSha256}\n{text}")));
    }

    private static bool IsWithin(string path, string folder) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ModelException Refused(string modelFile, string location) =>
        Bad(modelFile, $"keeps weights in '{location}', which lies outside the model's folder and is not read: put that file beside the model and export it again with its plain name");

    private static ModelException Bad(string modelFile, string what) => new(ModelFault.Unusable, $"{modelFile} {what}");
}

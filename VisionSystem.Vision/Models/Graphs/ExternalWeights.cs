using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Reads the weights that a graph stores in separate files (ONNX's "external data") into the graph. The engine would map the
/// files, and truncating a mapped file terminates the process.
/// </summary>
internal static class ExternalWeights
{
    /// <summary>The maximum size of a Protobuf message is 2 GB.</summary>
    private const long MaxBytes = 2_000_000_000;

    /// <summary>Returns the files that a graph refers to, without duplicates, sorted.</summary>
    /// <exception cref="ModelException">The file contains no graph.</exception>
    public static IReadOnlyList<string> Locations(string modelFile) => [.. Files(Tensors(Parse(modelFile)))];

    /// <summary>Returns the SHA-256 of a graph and its weight files; the graph's own where it has none.</summary>
    /// <exception cref="ModelException">A file is missing or forbidden.</exception>
    public static string Hash(string modelFile, string graphSha256) =>
        Combine(graphSha256, Locations(modelFile).Select(location => (location, FileScan.Read(Existing(modelFile, location)).Sha256)));

    /// <summary>Reads the weights into the graph.</summary>
    /// <returns>The bytes of an ONNX file, and the hash of all files read; null where the graph refers to no files.</returns>
    /// <exception cref="ModelException">A file is missing, too short, too large or forbidden; the message names it.</exception>
    public static (byte[] Model, string Sha256)? Inline(string modelFile, string graphSha256)
    {
        var model = Parse(modelFile);
        var tensors = Tensors(model);
        if (tensors.Count == 0)
        {
            return null;
        }

        var files = Files(tensors).ToDictionary(location => location, location => Existing(modelFile, location), StringComparer.Ordinal);
        CheckSize(modelFile, files.Values.Sum(file => new FileInfo(file).Length));
        var contents = files.ToDictionary(file => file.Key, file => File.ReadAllBytes(file.Value), StringComparer.Ordinal);

        // Tensors may share a file's bytes, so a small file could expand to a graph of any size.
        CheckSize(modelFile, tensors.Sum(tensor => (long)Slice(modelFile, tensor, contents).Length));
        foreach (var tensor in tensors)
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Slice(modelFile, tensor, contents));
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }

        var hashes = contents.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, Convert.ToHexStringLower(SHA256.HashData(file.Value))));
        return (model.ToByteArray(), Combine(graphSha256, hashes));
    }

    /// <summary>Returns the path of a weight file.</summary>
    /// <exception cref="ModelException">The path is outside the model's folder.</exception>
    public static string PathOf(string modelFile, string location)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
            || location.Split('/', '\\').Contains("..") || Path.GetFullPath(Path.Combine(folder, location)) is not { } path || !IsWithin(path, folder))
        {
            throw OutsideFolder(modelFile, location);
        }

        // Links may lead within the folder, or to the folder of the model's own link target, as in download caches.
        var target = LinkedPath.Resolve(path);
        return IsWithin(target, LinkedPath.Resolve(folder)) || IsWithin(target, Path.GetDirectoryName(LinkedPath.Resolve(Path.GetFullPath(modelFile)))!)
            ? path
            : throw OutsideFolder(modelFile, location);
    }

    private static string Existing(string modelFile, string location) => PathOf(modelFile, location) is var path && File.Exists(path)
        ? path
        : throw Invalid(modelFile, $"stores weights in '{location}', which is missing: copy that file beside the model");

    private static ReadOnlyMemory<byte> Slice(string modelFile, TensorProto tensor, Dictionary<string, byte[]> contents)
    {
        var location = Entry(tensor, "location") ?? "";
        var content = contents[location];
        if (!TryNumber(tensor, "offset", 0, out var offset) || !TryNumber(tensor, "length", Math.Max(0, content.Length - offset), out var length))
        {
            throw Invalid(modelFile, $"has no valid offset and length for the weights '{tensor.Name}' in '{location}': export it again");
        }

        if (offset + length <= content.Length)
        {
            return content.AsMemory((int)offset, (int)length);
        }

        var needs = string.Create(
            CultureInfo.InvariantCulture,
            $"needs {length} bytes at {offset} of '{location}' for the weights '{tensor.Name}', but that file has {content.Length} bytes: it is truncated or belongs to another export; copy both files again");
        throw Invalid(modelFile, FileSignature.Substitute(content.AsSpan(0, Math.Min(512, content.Length))) is { } substitute ? $"stores weights in '{location}', which {substitute}" : needs);
    }

    private static bool TryNumber(TensorProto tensor, string key, long without, out long number)
    {
        number = without;
        return Entry(tensor, key) is not { } text
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaxBytes);
    }

    private static void CheckSize(string modelFile, long weights)
    {
        if (weights + new FileInfo(modelFile).Length > MaxBytes)
        {
            throw Invalid(modelFile, $"and its weights have {weights >> 20} MB, which exceeds the limit of 2 GB: export it in float16 or quantised");
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

    private static ModelException OutsideFolder(string modelFile, string location) =>
        Invalid(modelFile, $"stores weights in '{location}', which is outside the model's folder and therefore not read: copy that file beside the model and export the model again with a plain file name");

    private static ModelException Invalid(string modelFile, string problem) => new(ModelFault.Unusable, $"{modelFile} {problem}");
}

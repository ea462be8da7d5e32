using System.Collections.Concurrent;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Determines the stamps of models with all their files. A graph's list of weight files is read once per state of the graph,
/// because the watcher checks every few seconds.
/// </summary>
internal sealed class ModelStamps
{
    private readonly ConcurrentDictionary<string, (FileStamp Graph, IReadOnlyList<string> Weights)> _weights = new(StringComparer.Ordinal);

    /// <summary>Returns the model's current stamp; null when its file does not exist or cannot be accessed.</summary>
    public ModelStamp? Of(string file)
    {
        if (FileStamp.Of(file) is not { } graph)
        {
            return null;
        }

        FileStamp?[] weights = [.. WeightsOf(file, graph).Select(FileStamp.Of)];
        return new ModelStamp(
            graph,
            string.Join('\n', weights),
            string.Join('\n', ModelLabels.FilesOf(file).Append(PreprocessorConfig.PathOf(file)).Select(FileStamp.Of)),
            graph.Length + weights.Sum(stamp => stamp?.Length ?? 0));
    }

    private IReadOnlyList<string> WeightsOf(string file, FileStamp graph)
    {
        if (_weights.TryGetValue(file, out var known) && known.Graph == graph)
        {
            return known.Weights;
        }

        try
        {
            IReadOnlyList<string> weights = FileScan.Read(file).MayNameFiles
                ? [.. ExternalWeights.Locations(file).Select(location => ExternalWeights.PathOf(file, location))]
                : [];
            _weights[file] = (graph, weights);
            return weights;
        }
        catch (ModelException)
        {
            // The graph is invalid or refers to forbidden files. Loading reports this, and the stamp changes with the graph's
            // own file.
            _weights[file] = (graph, []);
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

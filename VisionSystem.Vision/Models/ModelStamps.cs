using System.Collections.Concurrent;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Stamps models with all their files. Which files of weights a graph names is read once for each state of the graph, since
/// the watcher asks every few seconds.
/// </summary>
internal sealed class ModelStamps
{
    private readonly ConcurrentDictionary<string, (FileStamp Graph, IReadOnlyList<string> Weights)> _weights = new(StringComparer.Ordinal);

    /// <summary>The model as it is now; null when its file is not there or cannot be looked at.</summary>
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
            IReadOnlyList<string> weights = FileScan.Of(file).MayNameFiles
                ? [.. ExternalWeights.Locations(file).Select(location => ExternalWeights.PathOf(file, location))]
                : [];
            _weights[file] = (graph, weights);
            return weights;
        }
        catch (ModelException)
        {
            // A graph that cannot be read, or that names files it may not: loading it says so, and it changes with its own file.
            _weights[file] = (graph, []);
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

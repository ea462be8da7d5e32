using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A session's inputs, outputs or overridable initializers: their names, as strings and for the engine, and types.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<string, nint> _pointers = [];
    private readonly NodeTable? _fallback;

    /// <summary>Asks the session with the three functions for the count, a type and a name.</summary>
    internal NodeTable(
        SessionHandle session, OrtFunction countOf, OrtFunction typeOf, OrtFunction nameOf, NodeTable? fallback = null)
    {
        _fallback = fallback;
        using var self = new Lease(session);
        var count = (int)OrtApi.Get(countOf, self.Pointer);
        Names = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var pointer = OrtApi.Get(nameOf, self.Pointer, i, DefaultAllocator.Pointer);
            session.Own(pointer);
            var name = Utf8.Read(pointer);
            Names.Add(name);
            _pointers[name] = pointer;
            Metadata[name] = NodeMetadata.Take(OrtApi.Get(typeOf, self.Pointer, i));
        }
    }

    internal List<string> Names { get; }

    internal Dictionary<string, NodeMetadata> Metadata { get; } = [];

    /// <summary>Looks names up for the engine, here and then in the fallback. Lists and arrays are read by index, without garbage.</summary>
    /// <exception cref="OnnxRuntimeException">There is no such name.</exception>
    internal void Find(IReadOnlyCollection<string> names, Span<nint> pointers)
    {
        if (names is IReadOnlyList<string> list)
        {
            for (var i = 0; i < pointers.Length; i++)
            {
                pointers[i] = Find(list[i]);
            }

            return;
        }

        var at = 0;
        foreach (var name in names)
        {
            pointers[at++] = Find(name);
        }
    }

    private nint Find(string name) =>
        _pointers.TryGetValue(name, out var pointer) || (_fallback?._pointers.TryGetValue(name, out pointer) ?? false)
            ? pointer
            : throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"The model has no '{name}' there; it has {string.Join(", ", Names)}.");
}

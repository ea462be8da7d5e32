using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says about itself; text that it leaves out is empty.</summary>
public sealed class ModelMetadata
{
    private ModelMetadata(nint metadata)
    {
        var allocator = DefaultAllocator.Pointer;
        ProducerName = Utf8.Take(OrtApi.Get(OrtFunction.ModelMetadataGetProducerName, metadata, allocator));
        GraphName = Utf8.Take(OrtApi.Get(OrtFunction.ModelMetadataGetGraphName, metadata, allocator));
        Domain = Utf8.Take(OrtApi.Get(OrtFunction.ModelMetadataGetDomain, metadata, allocator));
        Description = Utf8.Take(OrtApi.Get(OrtFunction.ModelMetadataGetDescription, metadata, allocator));
        GraphDescription = Utf8.Take(OrtApi.Get(OrtFunction.ModelMetadataGetGraphDescription, metadata, allocator));
        Version = OrtApi.Get(OrtFunction.ModelMetadataGetVersion, metadata);
        CustomMetadataMap = ReadMap(metadata, allocator);
    }

    /// <summary>The tool that wrote the model.</summary>
    public string ProducerName { get; }

    /// <summary>The graph's name.</summary>
    public string GraphName { get; }

    /// <summary>The model's namespace.</summary>
    public string Domain { get; }

    /// <summary>The model's description.</summary>
    public string Description { get; }

    /// <summary>The graph's description.</summary>
    public string GraphDescription { get; }

    /// <summary>The model's version.</summary>
    public long Version { get; }

    /// <summary>The model's own entries, such as the class names that an exporter leaves.</summary>
    public Dictionary<string, string> CustomMetadataMap { get; }

    internal static ModelMetadata Of(SessionHandle session)
    {
        using var self = new Lease(session);
        var metadata = OrtApi.Get(OrtFunction.SessionGetModelMetadata, self.Pointer);
        try
        {
            return new ModelMetadata(metadata);
        }
        finally
        {
            OrtApi.InvokeVoid(OrtFunction.ReleaseModelMetadata, metadata);
        }
    }

    private static unsafe Dictionary<string, string> ReadMap(nint metadata, nint allocator)
    {
        nint keys = 0;
        long count = 0;
        OrtApi.Invoke(OrtFunction.ModelMetadataGetCustomMetadataMapKeys, metadata, allocator, (nint)(&keys), (nint)(&count));
        var map = new Dictionary<string, string>((int)count);
        for (var i = 0; i < count; i++)
        {
            var key = ((nint*)keys)[i];
            var value = OrtApi.Get(OrtFunction.ModelMetadataLookupCustomMetadataMap, metadata, allocator, key);
            map[Utf8.Take(key)] = Utf8.Take(value);
        }

        DefaultAllocator.Free(keys);
        return map;
    }
}

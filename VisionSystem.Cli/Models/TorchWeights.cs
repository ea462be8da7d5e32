namespace VisionSystem.Cli.Models;

/// <summary>PyTorch's <c>.pt</c> files, which hold code and weights that only PyTorch can open.</summary>
internal static class TorchWeights
{
    public static bool AreNamedBy(string name) => Path.GetExtension(name).Equals(".pt", StringComparison.OrdinalIgnoreCase);

    /// <summary>What to do with such a file.</summary>
    public static string Explain(string name, string folder)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        return $"{name} is a file of PyTorch, which the engine does not read: export it where ultralytics is installed " +
            $"with `yolo export model={stem}.pt format=onnx` and put {stem}.onnx into {folder}";
    }
}

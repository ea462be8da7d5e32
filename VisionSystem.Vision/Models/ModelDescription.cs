using System.Security.Cryptography;
using System.Text;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>What is known of a model file: from its metadata, else from its shapes.</summary>
internal sealed class ModelDescription
{
    private string? _fingerprint;

    public required string Name { get; init; }

    public required string File { get; init; }

    /// <summary>SHA-256, lower-case hex: of the file, or of the file and of all files of weights that it names.</summary>
    public required string Sha256 { get; init; }

    public required string Version { get; init; }

    public required string Task { get; init; }

    public required HeadFamily Family { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The file, or the metadata, that gives the labels; null where they are numbered.</summary>
    public string? LabelsFrom { get; init; }

    /// <summary>Sentences on what does not stop the model from serving, but may surprise.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public required string InputName { get; init; }

    public required int InputWidth { get; init; }

    public required int InputHeight { get; init; }

    /// <summary>Whether the graph takes more than one image a run.</summary>
    public required bool DynamicBatch { get; init; }

    public required IReadOnlyList<string> OutputNames { get; init; }

    /// <summary>How the engine multiplies where that is not as the file says.</summary>
    public string? Arithmetic { get; init; }

    /// <summary>How an image becomes its input.</summary>
    public InputPreparation Preparation { get; init; } = InputPreparation.Default;

    /// <summary>The operator's threshold for requests that give none, 0..1.</summary>
    public float? Confidence { get; init; }

    /// <inheritdoc cref="Confidence"/>
    public float? Iou { get; init; }

    /// <summary>The operator's image on which the model has to see something; null without one.</summary>
    public string? WarmUpImage { get; init; }

    /// <summary>Names what it answers: SHA-256 of the file's hash, its arithmetic, the preparation and the labels, lower-case hex.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Sha256}{Arithmetic}\n{Preparation}\n{string.Join('\n', Labels)}")));
}

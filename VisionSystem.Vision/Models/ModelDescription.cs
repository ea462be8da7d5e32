using System.Security.Cryptography;
using System.Text;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>The properties of a model file, from its metadata, otherwise from its shapes.</summary>
internal sealed class ModelDescription
{
    private string? _fingerprint;

    public required string Name { get; init; }

    public required string File { get; init; }

    /// <summary>SHA-256, lower-case hex, of the file, or of the file and all weight files that it refers to.</summary>
    public required string Sha256 { get; init; }

    public required string Version { get; init; }

    public required string Task { get; init; }

    public required HeadFamily Family { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The file or the metadata that contains the labels; null where they are numbered.</summary>
    public string? LabelsFrom { get; init; }

    /// <summary>Sentences about properties that do not prevent use, but may surprise.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public required string InputName { get; init; }

    public required int InputWidth { get; init; }

    public required int InputHeight { get; init; }

    /// <summary>True if the graph accepts more than one image per run.</summary>
    public required bool DynamicBatch { get; init; }

    public required IReadOnlyList<string> OutputNames { get; init; }

    /// <summary>The arithmetic where it differs from the file's own.</summary>
    public string? Arithmetic { get; init; }

    /// <summary>The conversion of an image to the model's input.</summary>
    public InputPreparation Preparation { get; init; } = InputPreparation.Default;

    /// <summary>The operator's default threshold for requests, 0..1.</summary>
    public float? Confidence { get; init; }

    /// <inheritdoc cref="Confidence"/>
    public float? Iou { get; init; }

    /// <summary>The operator's image for the golden probe, in which the model must detect an object; null without one.</summary>
    public string? WarmUpImage { get; init; }

    /// <summary>Identifies the model's results: SHA-256 of the file's hash, its arithmetic, the preparation and the labels, lower-case hex.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Sha256}{Arithmetic}\n{Preparation}\n{string.Join('\n', Labels)}")));
}

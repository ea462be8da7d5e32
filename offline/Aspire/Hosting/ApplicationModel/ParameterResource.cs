namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value given from outside, read when it is first needed.</summary>
public class ParameterResource(string name, Func<string> value, bool secret = false) : Resource(name), IValueProvider
{
    public bool Secret { get; } = secret;

    /// <summary>What is published in place of a value: a text, a <see cref="ParameterDefault"/>, or nothing.</summary>
    internal object? Published { get; init; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(value());
}

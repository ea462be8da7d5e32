using Microsoft.IdentityModel.JsonWebTokens;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Tests.ServiceDefaults.Authentication;

/// <summary>The rotation of the service key: pods with the settings of two consecutive steps run beside each other.</summary>
public sealed class ServiceKeyRotationTests
{
    private const string Old = "the-old-service-key-of-enough-characters";
    private const string New = "the-new-service-key-of-enough-characters";

    /// <summary>The procedure of docs/deployment.md: the key lists of inference, which signs, and of logging-service, which verifies.</summary>
    [Theory]
    [InlineData(Old, Old)]
    [InlineData(Old, $"{Old},{New}")]
    [InlineData($"{New},{Old}", $"{Old},{New}")]
    [InlineData($"{New},{Old}", New)]
    [InlineData(New, New)]
    public async Task Every_step_accepts_the_tokens_of_the_step_before(string inference, string logging) =>
        Assert.True(await IsAcceptedAsync(inference, logging));

    /// <summary>The reason why logging-service gets the new key first.</summary>
    [Fact]
    public async Task A_key_that_signs_before_it_verifies_is_rejected() =>
        Assert.False(await IsAcceptedAsync($"{New},{Old}", Old));

    [Fact]
    public async Task A_removed_key_is_rejected() =>
        Assert.False(await IsAcceptedAsync(Old, New));

    private static async Task<bool> IsAcceptedAsync(string inference, string logging)
    {
        var token = Tokens(inference).CreateOwn("yolo-inference", Scope.Ingest);
        return (await new JsonWebTokenHandler().ValidateTokenAsync(token, Tokens(logging).Validation)).IsValid;
    }

    private static ServiceTokens Tokens(string keys) => new(new AccessOptions { ServiceKeys = CommaList.Parse(keys) }, TimeProvider.System);
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>
/// The key ring of the platform's data protection, which encrypts session cookies. Its keys are derived from
/// <c>CV_SERVICE_KEY</c> (HKDF-SHA256, RFC 5869), so that every replica reads the cookies of every other one, before and after a
/// restart, without a store that all of them reach, and no service writes keys to its home folder. The first key encrypts, all
/// decrypt. Without a service key, the ring has one random key, and sessions end with the process.
/// </summary>
internal sealed class DerivedKeyRing(CommaList? serviceKeys) : IXmlRepository
{
    private const int MasterKeyBytes = 64;

    /// <summary>The format version of a key element.</summary>
    private const int Version = 1;

    private static readonly DateTimeOffset Newest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly XElement[] _keys = serviceKeys is { Items: { Count: > 0 } texts }
        ? [.. texts.Select((text, index) => KeyOf(Encoding.UTF8.GetBytes(text), index))]
        : [KeyOf(RandomNumberGenerator.GetBytes(MasterKeyBytes), 0)];

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys.Select(key => new XElement(key))];

    /// <exception cref="NotSupportedException">Always: the ring creates no keys.</exception>
    public void StoreElement(XElement element, string friendlyName) => throw new NotSupportedException("The keys of sessions are derived, not stored.");

    /// <summary>The ring encrypts with the key that was activated last, so the first in the list has the newest date.</summary>
    private static XElement KeyOf(byte[] source, int index)
    {
        using var secret = new Secret(HKDF.DeriveKey(HashAlgorithmName.SHA256, source, MasterKeyBytes, info: "vision-session-key"u8.ToArray()));
        var id = new Guid(HKDF.DeriveKey(HashAlgorithmName.SHA256, source, 16, info: "vision-session-key-id"u8.ToArray()));
        var descriptor = new AuthenticatedEncryptorDescriptor(new AuthenticatedEncryptorConfiguration(), secret).ExportToXml();
        return new XElement(
            "key",
            new XAttribute("id", id),
            new XAttribute("version", Version),
            new XElement("creationDate", Text(Newest.AddDays(-index))),
            new XElement("activationDate", Text(Newest.AddDays(-index))),
            new XElement("expirationDate", Text(Never)),
            new XElement("descriptor", new XAttribute("deserializerType", descriptor.DeserializerType.AssemblyQualifiedName!), descriptor.SerializedDescriptorElement));
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

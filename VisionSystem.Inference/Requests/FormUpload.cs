using System.Buffers;
using System.Net;
using Microsoft.Net.Http.Headers;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>Reads a urlencoded form: images as base64 in the field <c>image</c>, parameters in the others.</summary>
internal static class FormUpload
{
    private const int MaxNameBytes = 256;

    /// <summary>Characters of XML, data URLs and base64 that are always escaped in a field name.</summary>
    private static readonly SearchValues<byte> NotInNames = SearchValues.Create("<>\r\n ,;:/"u8);

    public static bool IsType(MediaTypeHeaderValue? type) =>
        type is not null && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the body starts with a field. Files that curl sends with this media type do not.</summary>
    public static bool Matches(ReadOnlySpan<byte> body)
    {
        var name = body[..Math.Min(body.Length, MaxNameBytes)].IndexOf((byte)'=');
        return name > 0 && Base64Text.LooksLikeText(body) && !body[..name].ContainsAny(NotInNames);
    }

    /// <summary>Reads the fields. The images remain in the memory of the body, which the upload then owns.</summary>
    public static (ImageUpload?, ProblemResult?) Read(ImageBody body, UploadLimits limits)
    {
        var fields = new UploadFields("urlencoded form", "field");
        var images = new UploadTexts(limits);
        ReadOnlySpan<byte> bytes = body.Memory.Span;
        var others = 0;
        foreach (var range in bytes.Split((byte)'&'))
        {
            var (start, length) = range.GetOffsetAndLength(bytes.Length);
            var field = bytes.Slice(start, length);
            if (field.IsEmpty)
            {
                continue;
            }

            var equals = field.IndexOf((byte)'=');
            var name = Decoded(field[..Math.Min(equals < 0 ? length : equals, MaxNameBytes)]);
            var value = equals < 0 ? [] : field[(equals + 1)..];
            if (name == UploadFields.Image)
            {
                images.Add(start + length - value.Length, value.Length, TextEscapes.Percent);
            }
            else if (value.Length > UploadFields.MaxTextBytes)
            {
                return (null, fields.TooLong(name));
            }
            else if (name == UploadFields.ImageUrl)
            {
                fields.AddUrl(Decoded(value));
            }
            else if (++others > UploadFields.MaxFields)
            {
                return (null, fields.TooManyFields());
            }
            else
            {
                fields.Add(name, Decoded(value));
            }
        }

        return (fields.Refuse(images.Count) ?? images.Refuse()) is { } problem ? (null, problem) : images.Decode(body, fields, isList: false);
    }

    private static string Decoded(ReadOnlySpan<byte> text) => WebUtility.UrlDecode(UploadFields.Text(text));
}

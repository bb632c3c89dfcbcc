package io.myelin.server;

import io.myelin.security.DerValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of PEM blocks: certificates, bundles of them, private keys in PKCS#8, PKCS#1 (RSA) and SEC
 * 1 (EC) form (CORE-660, CORE-661). Text between the blocks is ignored.
 *
 * @param path as configured, for messages
 */
record TlsPemFile(String path, List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final byte[] RSA_OID = HexFormat.of().parseHex("2a864886f70d010101");
  private static final byte[] EC_OID = HexFormat.of().parseHex("2a8648ce3d0201");
  private static final Map<String, String> ALGORITHM_BY_OID =
      Map.of(
          "2a864886f70d010101", "RSA",
          "2a864886f70d01010a", "RSASSA-PSS",
          "2a8648ce3d0201", "EC",
          "2b6570", "Ed25519");

  /**
   * One block.
   *
   * @param type the word after BEGIN
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Block(String type, byte[] der) {}

  /** Reads a file. */
  static TlsPemFile read(String path) throws TlsConfigurationException {
    String text;
    try {
      text = Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsConfigurationException("open " + path + ": no such file or directory", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new TlsConfigurationException("open " + path + ": " + e.getMessage(), e);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), decoded(path, matcher.group(2))));
    }
    return new TlsPemFile(path, List.copyOf(blocks));
  }

  private static byte[] decoded(String path, String body) throws TlsConfigurationException {
    if (body.contains("ENCRYPTED")) {
      throw new TlsConfigurationException(
          "private key in " + path + " is encrypted; store it without a passphrase");
    }
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new TlsConfigurationException(path + " contains a damaged PEM block", e);
    }
  }

  /** All certificates of the file in its order; none when there are none. */
  List<X509Certificate> certificates() throws TlsConfigurationException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.type().equals(CERTIFICATE)) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new TlsConfigurationException(
          "error parsing certificate in " + path + ": " + e.getMessage(), e);
    }
    return certificates;
  }

  /** The first private key of the file. */
  PrivateKey privateKey() throws TlsConfigurationException {
    for (Block block : blocks) {
      if (block.type().equals("ENCRYPTED PRIVATE KEY")) {
        throw new TlsConfigurationException(
            "private key in " + path + " is encrypted; store it without a passphrase");
      }
      if (block.type().endsWith("PRIVATE KEY")) {
        return privateKey(block);
      }
    }
    throw new TlsConfigurationException("no private key found in " + path);
  }

  private PrivateKey privateKey(Block block) throws TlsConfigurationException {
    try {
      byte[] pkcs8 =
          switch (block.type()) {
            case "RSA PRIVATE KEY" -> rsaInPkcs8(block.der());
            case "EC PRIVATE KEY" -> ecInPkcs8(block.der());
            default -> block.der();
          };
      List<DerValue> fields = DerValue.parse(pkcs8).parts();
      String oid = HexFormat.of().formatHex(fields.get(1).parts().getFirst().content());
      String algorithm = ALGORITHM_BY_OID.get(oid);
      if (algorithm == null) {
        throw new TlsConfigurationException("private key in " + path + " is of an unknown kind");
      }
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TlsConfigurationException(
          "error parsing private key in " + path + ": " + e.getMessage(), e);
    }
  }

  /** PKCS#8 around an RSA key of PKCS#1. */
  private static byte[] rsaInPkcs8(byte[] pkcs1) {
    DerValue algorithm =
        DerValue.of(
            DerValue.SEQUENCE,
            DerValue.of(DerValue.OBJECT_IDENTIFIER, RSA_OID),
            DerValue.of(DerValue.NULL, new byte[0]));
    return inPkcs8(algorithm, pkcs1);
  }

  /** PKCS#8 around an EC key of SEC 1, whose own parameters name the curve. */
  private static byte[] ecInPkcs8(byte[] sec1) {
    int parametersTag = 0xa0;
    DerValue curve =
        DerValue.parse(sec1).parts().stream()
            .filter(part -> part.tag() == parametersTag)
            .map(part -> part.parts().getFirst())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("the EC key does not name its curve"));
    DerValue algorithm =
        DerValue.of(DerValue.SEQUENCE, DerValue.of(DerValue.OBJECT_IDENTIFIER, EC_OID), curve);
    return inPkcs8(algorithm, sec1);
  }

  private static byte[] inPkcs8(DerValue algorithm, byte[] key) {
    return DerValue.of(
            DerValue.SEQUENCE,
            DerValue.of(DerValue.INTEGER, new byte[] {0}),
            algorithm,
            DerValue.of(DerValue.OCTET_STRING, key))
        .encoded();
  }
}

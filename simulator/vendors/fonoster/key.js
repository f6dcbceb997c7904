/**
 * The key that every simulated deployment signs its tokens with: public, so that the same seed gives the same tokens
 * and one that was given before a restart still holds. It protects nothing.
 */
export const SIGNING_KEY = {
  kty: "RSA",
  alg: "RS256",
  n:
    "p9BUtoId1gvLgQYx90Wyo7zaWVx22g0vPXA3z6Qq0vE-UsCF7jkuJwm1f5QsoOh9yn5jgTrkEW_LvXKisO8P0p1MqYADtT10sThq" +
    "1U51vtAnPz8Aul9x5NNr4931YGiVBt1Oo4RSEdareRAzQ2np-WPH0-e-vDSA-fU2nK1ZOByrodUW_r0ODQAZ1EhvTOohoEv09n2Y" +
    "dfhtqmNW8ZO5XU0MzlIMIqJ5XM4NzjeuAtxrY73LRjcfeZFm6WUGlPdei87BT32EQ-XVxbwLRXQFE_HWwGFM3eG8L7h-evvP3yIW" +
    "Y1PDqeDmQlQqRr_KRRc5g5rW3Hhy-pDcYONP4NzegQ",
  e: "AQAB",
  d:
    "HJaic-QnSpGAVgb06Kv0Qq434Xzd14hi-Zu-Ok68p-qGxEi9mEef-_EMvUMENlZdJavR7lBWzbymsCvRGQTlBGudRYwENbJWSKG0" +
    "m4muB_eElCL60AVWDRZSfUORG589cimuDa_LXnQcireOkCfBPyX3Qzup8_ya01pptxfWCPecNjBZE4fzFmA3xlkn4T1sq-ydnONH" +
    "ge3Q7zIeCeJq6U3sKd3E9iJoOeDmsOwHgSieyEdvm6S2N9x04HNd4LHBwMy_Mc2cmyV8C13SmyYwVZq_hpxZizviaRfkVaSUPmSo" +
    "9ZJOOmsWJeX7zPUgtvfKCImLRi1_w2sM2gev2BlhpQ",
  p:
    "67JyebpGqSYKe0zPNaMvp0bRgRzLZRVnmeH7Yb-jM-oZq5xrpWWoaWyMl6G4XC9G21jmt71CUDV0RPfrNYtFIF71p3w552a_VVlP" +
    "hY65jOTjQIojhBHzpjJ_R1oMUcfnLMHa1VklDuPDPrk68Y9ICppa5pPreFNYoTk4phagF8U",
  q:
    "tkTu32AaaRc919boccGXQrKk0b7tuMrXZTYyN7OVNcKEWXpzKxWFdtU8gGYLe4H26Q_cxWbLtkb1cTZGf7whCdrdQz7zSDEEm5Yy" +
    "zGTepvy-EUhOh9pn4hD1bS8HDhTqnhinIeDU3fqngyyZL8VE8UIZW8-gcRRJhPIC3RxWG40",
  dp:
    "K-Ev8LueNhVv9B6LoRe9Ym4LyPa8YxhGDl8E9uC_mIWnu8xGOief3-imkAA6m2bt0R5O7bwdYWNiPwjM0E4aU3l6UHEPMqZtTo1v" +
    "AZVds_5U1IojLI5PBwz1pyn7iyolPq7kd7296XS7v6yqbZhYOCkebTjyqJcTtAg8JKenrGU",
  dq:
    "Gr_PFrUx6w5gIxcFEfzJSB6TlbyhgqcyKUZk5EvUsAkWB1OzJzWHWsM8l9NiCAQwyk9rpQTLDLspNi4y9ngTmTCnnEDWz1dyR6sp" +
    "VVnQW01oT3z_GWzyJfk7K4TlUim7rOwNSymF0_X_M38OFDatQYLj2deEwlOp3nrt9Kk98dk",
  qi:
    "qjiQ6hyrxMo5n991p72F0-rdJ_Akwfa1e9_V9YbuDvcUWj3IFp9zfKytWkiOd1vw8O07sV6gPJtbEtopXkTbSi26dNcoupjmWQj7" +
    "QbKn1wxJfIlLzaeEXHJhEJm-ZzNFpDd1D5HrOF4xP_Q0sMM6BPVQphoR67pj_QtBfk_GrRo",
};

//! One macro for code lists that a provider may extend without telling anybody.

/// Declares an enum over known texts plus `Unknown(String)`, which keeps any other text exactly.
///
/// Text and value convert both ways without loss, in `From<&str>` / `as_str` and in JSON. `Debug` names the variant and
/// shows only the length of an unknown text: what a provider sends where a code is due may be anything, a name included.
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident => $text:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = concat!("\n\nText: `", $text, "`.")] $variant, )+
            /// Any other text, kept exactly as it came.
            Unknown(String),
        }

        impl $name {
            /// The known values, in the order of the declaration.
            pub const KNOWN: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The text of the value: what the provider sends, or what stands in JSON.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Unknown(text) => text,
                }
            }

            /// The text of the value, borrowed from the program where it is known.
            #[must_use]
            pub fn to_word(&self) -> $crate::Word {
                match self {
                    $( Self::$variant => $crate::Word::Borrowed($text), )+
                    Self::Unknown(text) => $crate::Word::Owned(text.clone()),
                }
            }

            /// The place of the value in [`KNOWN`](Self::KNOWN), for tables by value.
            #[must_use]
            pub const fn known_index(&self) -> Option<usize> {
                #[allow(clippy::enum_variant_names, reason = "the names of the values")]
                enum Place { $( $variant, )+ }
                match self {
                    $( Self::$variant => Some(Place::$variant as usize), )+
                    Self::Unknown(_) => None,
                }
            }

            /// Whether the text is one of the [`KNOWN`](Self::KNOWN) ones.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $( $text => Self::$variant, )+
                    _ => Self::Unknown(text),
                }
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $( Self::$variant => f.write_str(stringify!($variant)), )+
                    Self::Unknown(text) => write!(f, "Unknown({} bytes)", text.len()),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
                    .map_err(|_| ::serde::de::Error::custom(concat!(stringify!($name), " must be a text")))
            }
        }
    };
}

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    open_enum! {
        /// Test list.
        pub enum Color {
            /// Red.
            Red => "Red Color",
            /// Green.
            Green => "green",
        }
    }

    #[test]
    fn every_text_round_trips() {
        for text in [
            "Red Color",
            "green",
            "",
            "red color",
            " green",
            "Canary Person",
        ] {
            let value = Color::from(text);
            assert_eq!(value.as_str(), text);
            assert_eq!(Color::from(text.to_owned()), value);
            assert_eq!(value.to_word(), text);
            assert_eq!(
                matches!(value.to_word(), crate::Word::Borrowed(_)),
                value.is_known()
            );
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Color>(&json).unwrap(), value);
            assert_eq!(value.is_known(), Color::KNOWN.contains(&value));
        }
    }

    #[test]
    fn every_known_value_tells_its_place() {
        for (place, value) in Color::KNOWN.iter().enumerate() {
            assert_eq!(value.known_index(), Some(place));
        }
        assert_eq!(Color::from("blue").known_index(), None);
    }

    #[test]
    fn debug_hides_unknown_text() {
        assert_eq!(
            format!("{:?}", Color::from("Canary")),
            "Unknown(6 bytes)".to_owned()
        );
        assert_eq!(format!("{:?}", Color::Red), "Red");
    }
}

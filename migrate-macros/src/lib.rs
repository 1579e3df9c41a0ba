//! The macro behind `migrate_runtime::embed_migrations!`. A door: the work is done in
//! `migrate-directory`, most of it by the build script.

use std::env;
use std::path::{Path, PathBuf};

use migrate_directory::{Dialect, Embedded, Scripts, Verdict};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::parse::{Parse, ParseStream};

/// Embeds a migrations directory into the binary: `embed_migrations!()` for `migrations` beside
/// `Cargo.toml`, or `embed_migrations!("db/migrations")`.
///
/// Expands to one constant expression of the type `migrate_runtime::Migrations`. Does not compile
/// if the directory is missing, empty or ambiguous, if a sealed migration was edited, or if
/// `build.rs` does not check the directory.
#[proc_macro]
pub fn embed_migrations(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let Argument { directory, span } = syn::parse_macro_input!(input as Argument);
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let out_dir = env::var_os("OUT_DIR").map(PathBuf::from);
    let tokens = match Verdict::load(&package, &directory, out_dir.as_deref()) {
        Ok(verdict) => verdict.embedded().map_or_else(
            |errors| refuse(errors, span),
            |embedded| expand(embedded, verdict.files(&package)),
        ),
        Err(error) => refuse(&[error.frame().to_owned()], span),
    };
    tokens.into()
}

struct Argument {
    directory: String,
    span: Span,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self {
                directory: "migrations".to_owned(),
                span: Span::call_site(),
            });
        }
        let literal: LitStr = input.parse()?;
        let directory = literal.value();
        if !input.is_empty() {
            return Err(input.error("expected one string, the directory relative to Cargo.toml"));
        }
        if directory.is_empty() || Path::new(&directory).is_absolute() {
            let message = "expected the directory relative to Cargo.toml";
            return Err(syn::Error::new(literal.span(), message));
        }
        Ok(Self {
            directory,
            span: literal.span(),
        })
    }
}

/// Every frame as an error of its own, and an empty value, so that rustc has nothing to add.
fn refuse(frames: &[String], span: Span) -> TokenStream {
    let errors = frames
        .iter()
        .map(|frame| quote_spanned!(span=> ::core::compile_error!(#frame);));
    quote!({ #(#errors)* ::migrate_runtime::__private::EMPTY })
}

fn expand(embedded: &Embedded, files: impl Iterator<Item = PathBuf>) -> TokenStream {
    let tracked = files.filter_map(|file| Some(Literal::string(file.to_str()?)));
    let Embedded { set, directory, .. } = embedded;
    let drift_ignore = &embedded.drift_ignore;
    let dialect = match embedded.dialect {
        Dialect::Postgres => quote!(Postgres),
        Dialect::Sqlite => quote!(Sqlite),
        Dialect::Mysql => quote!(Mysql),
    };
    let history = embedded.history.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |history| quote!(::core::option::Option::Some(#history)),
    );
    let head = Literal::byte_string(&embedded.head);
    let (ups, downs) = (scripts(&embedded.ups), scripts(&embedded.downs));
    quote!({
        // One body: a thousand constants take the compiler longer.
        const _: () = { #(::core::include_bytes!(#tracked);)* };
        ::migrate_runtime::__private::embed(::migrate_runtime::__private::Embedded {
            dialect: ::migrate_runtime::Dialect::#dialect,
            set: #set,
            history: #history,
            directory: #directory,
            head: #head,
            drift_ignore: #drift_ignore,
            ups: #ups,
            downs: #downs,
        })
    })
}

fn scripts(scripts: &Scripts) -> TokenStream {
    let (names, text, notes) = (&scripts.names, &scripts.text, &scripts.notes);
    let records = Literal::byte_string(&scripts.records);
    let spans = Literal::byte_string(&scripts.spans);
    quote!(::migrate_runtime::__private::Scripts {
        names: #names, text: #text, records: #records, spans: #spans, notes: #notes,
    })
}

//! The browser's database of designs: it carries out what `documents.rs` asks for.
//!
//! Two tables with the same keys: cards, which a list reads all of, and the texts of designs. Values are texts, so that the database never
//! depends on what a record looks like in memory.

use groundplan_engine::Told;
use groundplan_engine::documents::{Card, Errand, Kept};
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Transaction, TransactionMode};
use wasm_bindgen::JsValue;

const NAME: &str = "groundplan";
const VERSION: u32 = 1;
const CARDS: &str = "cards";
const TEXTS: &str = "texts";
/// The member of a card that says which tab kept its text.
const BY: &str = "by";

/// Carries an errand out. The error is the browser's own words.
pub(crate) async fn carry_out(errand: Errand) -> Result<Kept, String> {
    let database = open().await.map_err(|error| error.to_string())?;
    let done = match with(&database, errand).await {
        Ok(Kept::Done(false)) => Err("The browser took it back: its storage may be full".to_owned()),
        done => done.map_err(|error| error.to_string()),
    };
    // An open connection would hold up a later version of the database in another tab.
    database.close();
    done
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // What fails here makes the opening fail, which is told.
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(CARDS, ObjectStoreParams::new());
            let _ = database.create_object_store(TEXTS, ObjectStoreParams::new());
        }
    });
    request.await
}

async fn with(database: &Database, errand: Errand) -> Result<Kept, Error> {
    let begin = |mode| database.transaction(&[CARDS, TEXTS], mode);
    match errand {
        Errand::Cards => {
            let transaction = begin(TransactionMode::ReadOnly)?;
            let cards = transaction.object_store(CARDS)?.get_all(None, None)?.await?;
            Ok(Kept::Cards(cards.iter().filter_map(card).collect()))
        }
        Errand::Text(id) => {
            let transaction = begin(TransactionMode::ReadOnly)?;
            let text = transaction.object_store(TEXTS)?.get(key(&id))?.await?;
            Ok(Kept::Text(text.and_then(|text| text.as_string())))
        }
        Errand::Put(mut new, text, writer) => {
            let transaction = begin(TransactionMode::ReadWrite)?;
            let (texts, cards) = (transaction.object_store(TEXTS)?, transaction.object_store(CARDS)?);
            let before = texts.get(key(&new.id))?.await?.and_then(|before| before.as_string());
            let old = cards.get(key(&new.id))?.await?;
            let by = old.as_ref().and_then(by);
            if let (Some(writer), Some(before)) = (&writer, &before)
                && !writer.may_replace(before, by.as_deref(), &text)
            {
                return Ok(Kept::Taken(by.unwrap_or_default()));
            }
            let mut by_now = writer.map(|writer| writer.tab);
            // What is there already does not become newer, nor another tab's: a reloaded page keeps what it finds once more.
            if before.as_ref() == Some(&text)
                && let Some(old) = old.as_ref().and_then(card)
            {
                (new.kept, by_now) = (old.kept, by);
            }
            texts.put(&JsValue::from(text), Some(&key(&new.id)))?.await?;
            put(&transaction, &new, by_now).await?;
            done(transaction).await
        }
        Errand::Mark(id, deleted) => {
            let transaction = begin(TransactionMode::ReadWrite)?;
            let found = transaction.object_store(CARDS)?.get(key(&id))?.await?;
            if let Some(card) = found.as_ref().and_then(card) {
                put(&transaction, &Card { deleted, ..card }, found.as_ref().and_then(by)).await?;
            }
            done(transaction).await
        }
        Errand::Remove(ids) => {
            let transaction = begin(TransactionMode::ReadWrite)?;
            for id in ids {
                transaction.object_store(TEXTS)?.delete(key(&id))?.await?;
                transaction.object_store(CARDS)?.delete(key(&id))?.await?;
            }
            done(transaction).await
        }
    }
}

/// Puts a card in, with the tab that kept its text.
async fn put(transaction: &Transaction, card: &Card, by: Option<String>) -> Result<(), Error> {
    let mut told = card.tell();
    if let (Some(members), Some(by)) = (told.as_object_mut(), by) {
        members.insert(BY.to_owned(), by.into());
    }
    transaction.object_store(CARDS)?.put(&told.to_string().into(), Some(&key(&card.id)))?.await?;
    Ok(())
}

/// What is written counts when the transaction has ended.
async fn done(transaction: Transaction) -> Result<Kept, Error> {
    let result = transaction.commit()?.await?;
    Ok(Kept::Done(result.is_committed()))
}

fn key(id: &str) -> JsValue {
    JsValue::from_str(id)
}

/// The tab that kept a card's text; nothing when nobody had the design open.
fn by(value: &JsValue) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(&value.as_string()?).ok()?.get(BY)?.as_str().map(ToOwned::to_owned)
}

fn card(value: &JsValue) -> Option<Card> {
    Card::read(&serde_json::from_str(&value.as_string()?).ok()?)
}

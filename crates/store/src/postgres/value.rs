//! Our values in PostgreSQL's form and back.

use tokio_postgres::types::{ToSql, Type};

use crate::{Arg, Row, StoreError, Value};

pub(super) fn owned(arg: &Arg<'_>) -> Value {
    match arg {
        Arg::Null => Value::Null,
        Arg::Int(value) => Value::Int(*value),
        Arg::Text(value) => Value::Text((*value).to_owned()),
    }
}

pub(super) fn decoded(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let value = |column: usize| match *row.columns()[column].type_() {
        Type::INT8 => Ok(row.get::<_, Option<i64>>(column).map_or(Value::Null, Value::Int)),
        Type::TEXT => Ok(row.get::<_, Option<String>>(column).map_or(Value::Null, Value::Text)),
        _ => Err(StoreError::Shape("column")),
    };
    (0..row.len()).map(value).collect::<Result<_, _>>().map(Row)
}

macro_rules! to_sql {
    () => {
        fn accepts(ty: &Type) -> bool {
            matches!(*ty, Type::INT8 | Type::TEXT)
        }

        tokio_postgres::types::to_sql_checked!();
    };
}

type Encoded = Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Arg<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Encoded {
        match self {
            Arg::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Arg::Int(value) => value.to_sql(ty, out),
            Arg::Text(value) => value.to_sql(ty, out),
        }
    }

    to_sql!();
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Encoded {
        match self {
            Value::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(value) => value.to_sql(ty, out),
        }
    }

    to_sql!();
}
